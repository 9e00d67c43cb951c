import { roomKeys } from '@inkroom/store';
import { nanoid } from 'nanoid';
import { describe, expect, it } from 'vitest';
import type { BarePerson } from '../support/bare-person.ts';
import { addStroke } from '../support/ink.ts';
import { useRoom } from '../support/room-fixture.ts';

/** One hand at one address, under many names, that writes as much as it is let. */

const room = useRoom();
/** What a short stroke takes, with what the store keeps beside it; a room for 160 of them. */
const STROKE = 278;
const quick = { messagesPerSecond: 5_000, messagesBurst: 5_000, bytesPerSecond: 2 ** 24, bytesBurst: 2 ** 24 };
const limits = { ...quick, roomInkBytesMax: 160 * STROKE, littleInkShare: 3 / 160, pageRowsMax: 40 };

const codeOf = (by: BarePerson, cell: number, page = 1) =>
  by.codeOf('op.submit', { opId: nanoid(), op: addStroke(cell, { page }) });

/** Writes until nothing more is taken. @returns how many strokes */
async function fill(eve: BarePerson, cell: number): Promise<number> {
  let written = 0;
  for (;;) {
    const code = await codeOf(eve, cell + (written % 3));
    if (code !== 'ok') return written;
    written++;
  }
}

describe('R7 R10 one hand under many names', () => {
  it('leaves others room to write, keeps no host from writing, and gives it all back once they are removed', async () => {
    const { url } = await room.another(limits);
    const teacher = await room.join({ key: room.hostKey }, url);
    const [ann, bob] = [await room.join({ name: 'Ann' }, url), await room.join({ name: 'Bob' }, url)];
    expect(await codeOf(ann, 0)).toBe('ok');
    const names: BarePerson[] = [];
    let written = 0;
    for (let i = 0; i < 10; i++) {
      const eve = await room.join({ name: `Eve ${i}` }, url);
      names.push(eve);
      written += await fill(eve, 3 + 3 * i);
    }
    // An eighth of it each, and of the last eighth no more than a little.
    expect(written).toBeGreaterThan(120);
    expect(written).toBeLessThan(150);
    for (const pupil of [ann, bob]) expect(await codeOf(pupil, 35)).toBe('ok');
    const late = await room.join({ name: 'Late' }, url);
    expect(await codeOf(late, 36)).toBe('ok');

    // With many more of them it is full for pupils, never for the teacher.
    for (let i = 0; i < 20; i++) await fill(await room.join({ name: `Eve ${i}` }, url), 0).then(() => {});
    expect(await codeOf(late, 37)).toBe('room_ink_full');
    expect(await codeOf(teacher, 38)).toBe('ok');
    const again = await room.join({ key: room.hostKey, name: 'Teacher, elsewhere' }, url);
    expect(again.joined!.you.role).toBe('host');

    for (const { joined } of names.slice(0, 3)) {
      const personId = joined!.you.id;
      expect(await teacher.submit({ kind: 'person.role', personId, role: 'removed' })).toMatchObject({ ok: true });
      expect(await teacher.submit({ kind: 'ink.clear', page: 1, personId })).toMatchObject({ ok: true });
    }
    const kept = await room.redis.hlen(roomKeys(room.roomId).ink);
    for (let i = 0; i < 20; i++) expect(await codeOf([ann, bob, late][i % 3]!, 37), `${i}`).toBe('ok');
    expect(await room.redis.hlen(roomKeys(room.roomId).ink)).toBeLessThan(kept + 20);
  });
});
