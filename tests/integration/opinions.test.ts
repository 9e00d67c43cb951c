import { type Label, type Operation, opinionOf, pageOf } from '@inkroom/shared';
import { readPartSamples } from '@inkroom/store';
import { describe, expect, it } from 'vitest';
import type { BarePerson } from '../support/bare-person.ts';
import { addStroke } from '../support/ink.ts';
import { useRoom } from '../support/room-fixture.ts';
import { until } from '../support/until.ts';

const room = useRoom();

const label = (cell: number, value: Label | null): Operation => ({ kind: 'cell.label', page: 1, cell, label: value });
const idOf = (person: BarePerson) => person.joined!.you.id;
const labelOf = (person: BarePerson, cell = 0) => pageOf(person.state!, 1).cells[cell]!.label;
const samplesOf = () => readPartSamples(room.redis, room.roomId, ['training', 'holdout']);

async function done(by: BarePerson, op: Operation, ...told: BarePerson[]): Promise<void> {
  const answer = await by.submit(op);
  if (!answer.ok) throw new Error(answer.error.code);
  for (const person of [by, ...told]) await until('it is told', () => person.state!.seq >= answer.value.seq);
}

/** A host and an author on one gateway, a classmate on another; the author has written in the first cell. */
async function conversation() {
  const second = await room.another();
  const host = await room.join({ name: 'Hana', key: room.hostKey });
  const ann = await room.join({ name: 'Ann' });
  const bob = await room.join({ name: 'Bob' }, second.url);
  await done(ann, addStroke(0), host, bob);
  return { host, ann, bob };
}

describe('what several people say of a cell', () => {
  it('R1 R3 is the same to all, on every gateway and to one that reads the room anew', async () => {
    const { host, ann, bob } = await conversation();
    await done(bob, label(0, 1), ann, host);
    await done(ann, label(0, 7), bob, host);
    await done(bob, label(0, 2), ann, host);
    expect(labelOf(host)).toMatchObject({ value: 7, by: idOf(ann), others: [{ value: 2, by: idOf(bob) }] });
    const late = await room.join({ name: 'Cleo' }, (await room.another()).url);
    for (const person of [ann, bob, late]) expect(labelOf(person)).toEqual(labelOf(host));
    expect(await samplesOf()).toMatchObject([{ label: 7, labelledBy: idOf(ann) }]);
    // The gateway that has just read it goes on from what was said.
    await done(late, label(0, 3), host);
    expect(labelOf(host)).toMatchObject({ value: 7, others: [{ value: 2 }, { value: 3, by: idOf(late) }] });
    await done(host, label(0, 2), bob);
    expect(labelOf(bob)).toMatchObject({ value: 2, by: idOf(host) });
    expect(await samplesOf()).toMatchObject([{ label: 2, labelledBy: idOf(host) }]);
  });

  it('R9 R10 is nobody’s to take back but theirs', async () => {
    const { host, ann, bob } = await conversation();
    await done(ann, label(0, 7), bob, host);
    for (const person of [bob, host])
      expect(await person.submit(label(0, null))).toMatchObject({ ok: false, error: { code: 'not_your_label' } });
    await done(bob, label(0, 1), ann);
    await done(ann, label(0, null), bob);
    expect(labelOf(bob)).toMatchObject({ value: 1, by: idOf(bob) });
  });

  it('follows the role of who says it, and samples with it', async () => {
    const { host, ann, bob } = await conversation();
    await done(ann, label(0, 7));
    await done(bob, label(0, 1));
    await done(host, { kind: 'person.role', personId: idOf(bob), role: 'host' }, ann, bob);
    for (const person of [host, ann, bob]) expect(labelOf(person)).toMatchObject({ value: 1, by: idOf(bob) });
    expect(await samplesOf()).toMatchObject([{ label: 1, labelledBy: idOf(bob) }]);
    await done(host, { kind: 'person.role', personId: idOf(bob), role: 'removed' }, ann);
    expect(labelOf(ann)).toMatchObject({ value: 7, others: [{ value: 1 }] });
    expect(await samplesOf()).toMatchObject([{ label: 7, labelledBy: idOf(ann) }]);
  });

  it('R9 is one’s own word alone while people work apart, whatever stands', async () => {
    const { host, ann } = await conversation();
    await done(host, { kind: 'room.apart', apart: true }, ann);
    await done(ann, label(0, 7), host);
    await done(host, label(0, 1), ann);
    expect(labelOf(host)).toMatchObject({ value: 1, others: [{ value: 7 }] });
    const { sampleId } = labelOf(host)!;
    const own = { value: 7, by: idOf(ann), at: opinionOf(labelOf(host), idOf(ann))!.at, sampleId };
    expect(labelOf(ann)).toEqual(own);
    const back = await room.join({ name: 'Ann', personId: idOf(ann), personKey: ann.joined!.personKey });
    expect(labelOf(back)).toEqual(own);
    const labels = ann.payloads('log.entry').filter(({ effect }) => effect.kind === 'cell.label');
    expect(labels.map(({ by }) => by)).toEqual([idOf(ann)]);
    await done(ann, label(0, null), host);
    expect([labelOf(ann), labelOf(host)!.others]).toEqual([null, undefined]);
  });
});
