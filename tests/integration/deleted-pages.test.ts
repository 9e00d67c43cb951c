import { type Operation, pageNumbers, strokeIdOf } from '@inkroom/shared';
import { roomKeys } from '@inkroom/store';
import { describe, expect, it } from 'vitest';
import type { BarePerson } from '../support/bare-person.ts';
import { addStroke, ink } from '../support/ink.ts';
import { useRoom } from '../support/room-fixture.ts';
import { until } from '../support/until.ts';

/** Hosts make room by deleting pages; what they delete can be brought back until the room needs what its ink takes (R10). */

const room = useRoom();
const BEGIN: Operation = { kind: 'page.begin', columns: 8 };
const remove = (page: number): Operation => ({ kind: 'page.delete', page });
const restore = (page: number): Operation => ({ kind: 'page.restore', page });
const done = async (answer: Promise<{ ok: boolean }>) => expect(await answer).toMatchObject({ ok: true });
const code = async (person: BarePerson, op: Operation) => {
  const answer = await person.submit(op);
  return answer.ok ? 'ok' : answer.error.code;
};
const knowTheSame = (...people: BarePerson[]) =>
  until('all know the same', () => people.every(({ state }) => state!.seq === people[0]!.state!.seq));

/** A room in which Ann wrote on page 1, and page 2 is open. */
async function openBook(url: string) {
  const host = await room.join({ key: room.hostKey }, url);
  const ann = await room.join({}, url);
  await done(ann.submit(addStroke(0, { id: 'stroke-a', page: 1 })));
  await done(ann.submit({ kind: 'cell.label', page: 1, cell: 0, label: 7 }));
  await done(ann.submit(addStroke(1, { id: 'stroke-b', page: 1 })));
  await done(host.submit(BEGIN));
  await knowTheSame(host, ann);
  return { host, ann };
}

describe('a deleted page', () => {
  it('is gone for all at every gateway, and comes back as it was', async () => {
    const second = await room.another();
    const { host, ann } = await openBook(room.gateway.url);
    const before = ann.state!.pages[1];
    await done(host.submit(remove(1)));
    await knowTheSame(ann, host);
    const late = await room.join({ page: 1 }, second.url);
    for (const person of [ann, host, late]) {
      expect(pageNumbers(person.state!)).toEqual([2]);
      expect(await person.codeOf('page.read', { page: 1 })).toBe('page_deleted');
    }
    expect(await code(late, { kind: 'cell.label', page: 1, cell: 0, label: 3 })).toBe('page_deleted');
    expect(await late.codeOf('live', { page: 1, strokes: [{ id: 'stroke-live', cell: 3, from: 0, ...ink() }] })).toBe(
      'page_deleted',
    );
    expect(await code(late, restore(1))).toBe('host_only');
    await done(host.submit(restore(1)));
    await knowTheSame(host, ann, late);
    expect(ann.state!.pages[1]).toEqual(before);
    await late.readPage(1);
    expect(late.state!.pages[1]).toEqual(before);
    expect(Object.keys(late.ink)).toContain(strokeIdOf(ann.joined!.you.id, 'stroke-a'));
  });

  it('R1 keeps ink that was on its way to it, at every gateway', async () => {
    const second = await room.another();
    const { host, ann } = await openBook(room.gateway.url);
    const bob = await room.join({ page: 2 }, second.url);
    await done(host.submit(remove(1)));
    await knowTheSame(host, ann, bob);
    await done(bob.submit(addStroke(3, { id: 'stroke-late', page: 1 })));
    await done(host.submit(restore(1)));
    const stroke = strokeIdOf(bob.joined!.you.id, 'stroke-late');
    for (const { url } of [room.gateway, second]) {
      const reader = await room.join({ page: 1 }, url);
      await until('the page is there', () => Object.keys(reader.ink).includes(stroke));
      expect(reader.state!.pages[1]!.cells[3]!.strokes).toEqual([stroke]);
    }
  });

  it('leads whoever looks at it to the open one, and opens another where it was open', async () => {
    const { host, ann } = await openBook(room.gateway.url);
    await done(host.submit(remove(2)));
    await knowTheSame(host, ann);
    expect(ann.state).toMatchObject({ page: 1, turned: { from: 2, by: host.joined!.you.id } });
    expect(await code(host, remove(1))).toBe('only_page');
    const late = await room.join({ page: 2 });
    await done(late.submit(addStroke(5, { page: 1 })));
  });

  it('gives way to others’ ink when the room is full, in the store too; what samples name stays', async () => {
    const limits = { roomInkBytesMax: 1_100, personInkShare: 1, keptInkShare: 0, deletedPageKeptMs: 0 };
    const { url } = await room.another(limits);
    const { host, ann } = await openBook(url);
    for (let cell = 0; cell < 2; cell++) await done(ann.submit(addStroke(cell, { page: 2 })));
    expect(await code(ann, addStroke(2, { page: 2 }))).toBe('room_ink_full');
    await done(host.submit(remove(1)));
    expect(await code(host, addStroke(2, { page: 2 }))).toBe('room_ink_full');
    await done(ann.submit(addStroke(2, { page: 2 })));
    await knowTheSame(host, ann);
    const { redis, roomId } = room;
    const keys = roomKeys(roomId);
    const fields = await Promise.all(
      [keys.cells, keys.pages, keys.counts, keys.predictions].map((key) => redis.hkeys(key)),
    );
    expect(fields.flat().filter((field) => field.startsWith('1'))).toEqual([]);
    const author = ann.joined!.you.id;
    const kept = await redis.hkeys(keys.ink);
    expect(kept).toContain(strokeIdOf(author, 'stroke-a'));
    expect(kept).not.toContain(strokeIdOf(author, 'stroke-b'));
    expect(await code(host, restore(1))).toBe('page_not_found');
    // Who reads the room anew finds the same.
    const other = await room.another(limits);
    const fresh = await room.join({ page: 2 }, other.url);
    expect(fresh.state!.pages).toEqual(host.state!.pages);
    expect(await code(fresh, addStroke(9, { page: 2 }))).toBe('room_ink_full');
  });
});
