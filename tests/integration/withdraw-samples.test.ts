import { pageOf } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import type { BarePerson } from '../support/bare-person.ts';
import { addStroke } from '../support/ink.ts';
import { useRoom } from '../support/room-fixture.ts';
import { until } from '../support/until.ts';

const room = useRoom();

const idOf = (person: BarePerson) => person.joined!.you.id;
const withdraw = (by: BarePerson, of: BarePerson, role: 'labelled' | 'written' = 'labelled') =>
  by.codeOf('op.submit', {
    opId: `withdraw-${idOf(by)}-${role}`,
    op: { kind: 'samples.withdraw', personId: idOf(of), role },
  });

/** A teacher, and two pupils who have each labelled a cell of the first one's. */
async function classroom() {
  const teacher = await room.join({ name: 'Teacher', key: room.hostKey });
  const ann = await room.join({ name: 'Ann' });
  const mallory = await room.join({ name: 'Mallory' });
  for (const [cell, by] of [ann, mallory, mallory].entries()) {
    await ann.submit(addStroke(cell));
    await by.submit({ kind: 'cell.label', page: 1, cell, label: 7 });
  }
  return { teacher, ann, mallory };
}

describe('the samples of a room', () => {
  it('are told by who labelled and wrote them, also when those have left', async () => {
    const { teacher, mallory } = await classroom();
    mallory.leave();
    await teacher.hears('person.left');
    expect(await teacher.ask('samples.read', {})).toEqual({
      ok: true,
      value: {
        samplesByPerson: [
          { person: expect.objectContaining({ name: 'Ann' }), labelled: 1, written: 3 },
          { person: expect.objectContaining({ name: 'Mallory' }), labelled: 2, written: 0 },
        ],
      },
    });
  });

  it('R10 are withdrawn by a host, whoever made them, and everybody’s counters and page follow', async () => {
    const { teacher, ann, mallory } = await classroom();
    expect(await withdraw(teacher, mallory)).toBe('ok');
    await until('Ann knows', () => ann.state!.samples.training === 1);
    expect([0, 1, 2].map((cell) => pageOf(ann.state!, 1).cells[cell]!.label?.by)).toEqual([
      idOf(ann),
      undefined,
      undefined,
    ]);
    expect((await room.join()).state).toEqual(ann.state);
    expect(await withdraw(ann, ann, 'written')).toBe('ok');
    await until('it is empty', () => ann.state!.samples.training === 0);
    expect(await teacher.ask('samples.read', {})).toMatchObject({ value: { samplesByPerson: [] } });
  });

  it('R9 are withdrawn by writers only where they are their own', async () => {
    const { ann, mallory } = await classroom();
    expect(await withdraw(mallory, ann)).toBe('host_only');
    expect(await withdraw(mallory, ann, 'written')).toBe('host_only');
    const viewer = await room.join({ key: room.watchKey });
    expect(await withdraw(viewer, viewer)).toBe('viewer_read_only');
    await until('all are there', () => ann.state!.samples.training === 3);
    expect(await withdraw(mallory, mallory)).toBe('ok');
    expect(await withdraw(mallory, mallory, 'written')).toBe('samples_not_found');
  });
});
