import { memoryStorage, RoomClient, shownPage } from '@inkroom/client';
import { authorOf, DEFAULT_LIMITS, type Evaluation, type Operation, pageOf } from '@inkroom/shared';
import { saveEvaluation } from '@inkroom/store';
import { describe, expect, it } from 'vitest';
import type { BarePerson } from '../support/bare-person.ts';
import { addStroke, ink } from '../support/ink.ts';
import { useRoom } from '../support/room-fixture.ts';
import { runRequest } from '../support/runs.ts';
import { until } from '../support/until.ts';

const room = useRoom();

const apart = (on: boolean): Operation => ({ kind: 'room.apart', apart: on });
const label = (cell: number): Operation => ({ kind: 'cell.label', page: 1, cell, label: 7 });

/** Authors of all ink that somebody was ever told of: on pages, in entries, in frames and in clearings. */
function authorsTold(person: BarePerson): string[] {
  const ofEntries = person.payloads('log.entry').flatMap(({ effect }) => {
    if (effect.kind === 'stroke.add') return [effect.id];
    if (effect.kind === 'stroke.remove') return effect.ids;
    if (effect.kind === 'ink.clear') return effect.clearing.cells.flatMap(({ strokes }) => strokes);
    return effect.kind === 'ink.restore' ? effect.cells.flatMap(({ strokes }) => strokes) : [];
  });
  const ofFrames = person.payloads('frame').flatMap(({ strokes }) => strokes.map(({ id }) => id));
  return [...new Set([...Object.keys(person.ink), ...ofEntries, ...ofFrames].map(authorOf))].sort();
}

/** A host on one gateway, and two pupils on that one and another. */
async function lesson() {
  const second = await room.another();
  const host = await room.join({ name: 'Hana', key: room.hostKey });
  const ann = await room.join({ name: 'Ann' });
  const bob = await room.join({ name: 'Bob' }, second.url);
  return { second, host, ann, bob };
}

const idOf = (person: BarePerson) => person.joined!.you.id;
const seqOf = async (submitted: Promise<{ ok: boolean; value?: { seq: number } }>) => {
  const answer = await submitted;
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  return answer.value!.seq;
};
const reached = (person: BarePerson, seq: number) => until('it has come', () => (person.state?.seq ?? 0) >= seq);

describe('R9 while people work apart', () => {
  it('nobody but hosts is told of others’ ink, labels, predictions or pointers, on any gateway', async () => {
    const { second, host, ann, bob } = await lesson();
    await reached(bob, await seqOf(host.submit(apart(true))));
    await reached(ann, host.state!.seq);
    const { points } = ink();
    ann.socket.emit('live', { page: 1, strokes: [{ id: 'ann-live-1', cell: 0, width: 23, from: 0, points }] });
    await host.hears('frame', ({ strokes }) => strokes.some(({ id }) => authorOf(id) === idOf(ann)));
    await seqOf(ann.submit(addStroke(0)));
    await seqOf(host.submit(label(0)));
    await seqOf(bob.submit(addStroke(1)));
    const late = await room.join({ name: 'Cleo' }, second.url);
    const last = await seqOf(late.submit(addStroke(2)));
    for (const person of [host, ann, bob, late]) await reached(person, last);

    expect(authorsTold(host)).toEqual([idOf(ann), idOf(bob), idOf(late)].sort());
    for (const person of [ann, bob, late]) {
      expect(authorsTold(person), person.joined!.you.name).toEqual([idOf(person)]);
      expect(person.payloads('frame')).toEqual([]);
      expect(person.outOfOrder).toEqual([]);
      const labels = person.payloads('log.entry').filter(({ effect }) => effect.kind === 'cell.label');
      expect(labels).toEqual([]);
    }
    // Whatever is asked for.
    const read = [ann.ask('page.read', { page: 1 }), ann.ask('log.read', { since: { seq: 0, opId: null } })];
    expect((await Promise.all(read)).every(({ ok }) => ok)).toBe(true);
    expect(await ann.ask('prediction.read', { page: 1, cell: 1 })).toMatchObject({ value: { prediction: null } });
    const back = await room.join({ name: 'Ann', personId: idOf(ann), personKey: ann.joined!.personKey });
    expect(authorsTold(back)).toEqual([idOf(ann)]);
    expect(Object.keys(pageOf(back.state!, 1).cells)).toEqual(['0']);
    expect(pageOf(back.state!, 1).cells[0]!.label).toBeNull();
  });

  it('R7 people are sent nothing of what is not theirs, and no lists of what they know', async () => {
    const { host, ann } = await lesson();
    const colleague = await room.join({ name: 'Ken', key: room.hostKey });
    await reached(ann, await seqOf(host.submit(apart(true))));
    for (let i = 0; i < 20; i++) await room.join({ name: `Pupil ${i}` });
    await ann.ask('ping');
    const sizes: number[] = [];
    ann.socket.on('activity', (bytes: Uint8Array) => sizes.push(bytes.length));
    const { points, width } = ink();
    for (const [i, id] of ['live-0001', 'live-0002', 'live-0003'].entries()) {
      host.socket.emit('live', { page: 1, strokes: [{ id, cell: i, width, from: 0, points }] });
      await colleague.hears('frame', ({ strokes }) => strokes.some((stroke) => stroke.id.endsWith(id)));
    }
    await ann.ask('ping');
    expect(sizes).toEqual([]);
    // The number of an entry, and where its author is led now.
    await reached(ann, await seqOf(host.submit(addStroke(0))));
    expect(Math.max(...sizes)).toBeLessThan(20);
  });

  it('an author is told what becomes of their own ink, and that a page has grown by others’', async () => {
    const { host, ann, bob } = await lesson();
    await seqOf(host.submit(apart(true)));
    await seqOf(ann.submit(addStroke(0)));
    for (const who of [bob, host]) await seqOf(who.submit(addStroke(0)));
    const cleared = await seqOf(host.submit({ kind: 'ink.clear', page: 1 }, 'cleared-0'));
    await reached(ann, cleared);
    expect(pageOf(ann.state!, 1)).toMatchObject({
      cells: { 0: { strokes: [] } },
      cleared: [{ id: 'cleared-0', cells: [{ strokes: [expect.stringContaining(idOf(ann))] }] }],
    });
    await reached(ann, await seqOf(ann.submit({ kind: 'ink.restore', page: 1, clearing: 'cleared-0' })));
    expect(pageOf(ann.state!, 1).cells[0]!.strokes).toHaveLength(1);
    let last = 0;
    for (let cell = 1; cell < 26; cell++) last = await seqOf(host.submit(addStroke(cell)));
    for (const person of [ann, bob]) {
      await reached(person, last);
      expect(pageOf(person.state!, 1).rows).toBe(6);
    }
  });

  it('R3 all come to see the same once it is revealed', async () => {
    const { second, host, ann } = await lesson();
    const clients = [room.gateway.url, second.url].map(
      (gatewayUrl, i) =>
        new RoomClient({
          gatewayUrl,
          roomId: room.roomId,
          key: room.writeKey,
          storage: memoryStorage(),
          name: `Pupil ${i}`,
        }),
    );
    for (const client of clients) await client.start();
    const cellsOf = (client: RoomClient) => shownPage(client.view.getState()).cells;
    const written = (client: RoomClient) =>
      Object.values(cellsOf(client)).filter(
        (_, cell) => client.strokesOf(Number(Object.keys(cellsOf(client))[cell])).length > 0,
      );
    await seqOf(ann.submit(addStroke(0)));
    for (const client of clients) await until('it is seen', () => written(client).length === 1);
    await seqOf(host.submit(apart(true)));
    for (const client of clients) await until('it is hidden', () => written(client).length === 0);
    for (const [i, client] of clients.entries()) {
      const pen = client.beginStroke({ cell: 3 + i });
      pen.add([10, 10, 0.5, 0, 20, 200, 0.5, 90]);
      pen.end();
      await until('it is taken', () => client.view.getState().pending === 0 && written(client).length === 1);
    }
    await seqOf(host.submit(apart(false)));
    for (const client of clients) await until('all is seen', () => written(client).length === 3);
    const [first, other] = clients.map((client) => cellsOf(client));
    const strokes = (cells: typeof first) => Object.values(cells!).map((cell) => cell.strokes);
    expect(strokes(first)).toEqual(strokes(other));
    for (const client of clients) await client.stop();
  });

  it('nobody but hosts is shown what a model read wrongly of the room’s samples, or where samples were withdrawn', async () => {
    const { host, ann, bob } = await lesson();
    const started = await host.ask('run.start', { ...runRequest({ pool: 'gpu' }), wait: true });
    const id = started.ok ? started.value.run.id : '';
    const mistakes = [{ part: 'test' }, { part: 'holdout' }];
    await saveEvaluation(room.redis, id, { mistakes } as unknown as Evaluation, DEFAULT_LIMITS);
    for (const [cell, who] of [ann, bob].entries()) await seqOf(who.submit(addStroke(cell)));
    for (const cell of [0, 1]) await seqOf(host.submit(label(cell)));
    await reached(ann, await seqOf(host.submit(apart(true))));
    const partsShown = async (person: BarePerson) => {
      const answer = await person.ask('run.read', { runId: id });
      return answer.ok && answer.value.evaluation?.mistakes.map(({ part }) => part);
    };
    expect(await partsShown(host)).toEqual(['test', 'holdout']);
    for (const person of [ann, bob]) expect(await partsShown(person)).toEqual(['test']);
    await seqOf(host.submit({ kind: 'samples.withdraw', personId: idOf(host), role: 'labelled' }));
    const cellsTold = async (person: BarePerson) => {
      const { effect } = await person.hears('log.entry', (entry) => entry.effect.kind === 'samples.withdraw');
      return effect.kind === 'samples.withdraw' && effect.cells;
    };
    expect(await cellsTold(host)).toEqual([
      [1, 0],
      [1, 1],
    ]);
    expect(await cellsTold(ann)).toEqual([[1, 0]]);
    expect(await cellsTold(bob)).toEqual([[1, 1]]);
  });

  it('a host alone may begin it and reveal it', async () => {
    const { host, ann } = await lesson();
    expect(await ann.submit(apart(true))).toMatchObject({ error: { code: 'host_only' } });
    await reached(ann, await seqOf(host.submit(apart(true))));
    expect(await ann.submit(apart(false))).toMatchObject({ error: { code: 'host_only' } });
    const watching = await room.join({
      name: 'Hana',
      personId: idOf(host),
      personKey: host.joined!.personKey,
      watch: true,
    });
    await seqOf(ann.submit(addStroke(0)));
    await seqOf(host.submit({ kind: 'room.title', title: 'Apart' }));
    await watching.hears('log.entry', ({ effect }) => effect.kind === 'room.title');
    expect(authorsTold(watching)).toEqual([]);
  });
});
