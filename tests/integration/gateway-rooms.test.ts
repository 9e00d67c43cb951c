import { authorOf, cellCount, givenIdOf, type Operation, PROTOCOL_VERSION, pageOf, strokeIdOf } from '@inkroom/shared';
import { roomKeys } from '@inkroom/store';
import { nanoid } from 'nanoid';
import { describe, expect, it } from 'vitest';
import { type BarePerson, openRoom } from '../support/bare-person.ts';
import { addStroke, ink } from '../support/ink.ts';
import { useRoom } from '../support/room-fixture.ts';
import { until } from '../support/until.ts';

const room = useRoom();

describe('joining', () => {
  it('answers who one is, the limits in force, and the room', async () => {
    const { joined } = await room.join({ name: '  Ann  ', key: room.hostKey });
    expect(joined).toMatchObject({
      protocol: PROTOCOL_VERSION,
      you: { name: 'Ann', role: 'host', colour: 0 },
      personKey: expect.stringMatching(/^[\w-]{16,}$/),
      limits: { liveIntervalMs: 33 },
      // To be a host is an entry of the log.
      state: { roomId: room.roomId, title: 'Test', seq: 1, roles: { [joined!.you.id]: 'host' } },
      runs: [],
      versions: [],
    });
    expect(joined!.people).toEqual([joined!.you]);
    expect(joined!.pools.map(({ pool }) => pool)).toEqual(['cpu', 'gpu']);
  });

  it('gives each person another colour as far as there are enough, and then another pattern', async () => {
    const colours = [];
    for (let i = 0; i < 30; i++) colours.push((await room.join()).joined!.you.colour);
    expect(colours).toEqual(Array.from({ length: 30 }, (_, i) => i));
  });

  it('refuses an unknown room, and keys that do not fit', async () => {
    const stranger = room.connect();
    const ann = await room.join({ name: 'Ann' });
    const { id } = ann.joined!.you;
    const base = { roomId: room.roomId, name: 'Eve' };
    expect(await stranger.codeOf('room.join', { ...base, roomId: 'nosuchroom' })).toBe('room_not_found');
    expect(await stranger.codeOf('room.join', base)).toBe('link_needed');
    expect(await stranger.codeOf('room.join', { ...base, key: nanoid() })).toBe('wrong_key');
    expect(await stranger.codeOf('room.join', { ...base, personId: id, personKey: nanoid() })).toBe('wrong_key');
    expect(await stranger.codeOf('room.join', { ...base, personId: id })).toBe('wrong_key');
    expect(await stranger.codeOf('room.join', { ...base, personId: nanoid(), personKey: nanoid() })).toBe('wrong_key');
    expect(ann.payloads('person.joined')).toEqual([]);
  });

  it('stores no key of a host or a person, only hashes', async () => {
    const { joined } = await room.join({ key: room.hostKey });
    const { meta, people } = roomKeys(room.roomId);
    const stored = JSON.stringify([await room.redis.hgetall(meta), await room.redis.hgetall(people)]);
    expect(stored).not.toContain(room.hostKey);
    expect(stored).not.toContain(joined!.personKey);
  });

  it('brings somebody back as who they were, a host as a host', async () => {
    const first = await room.join({ name: 'Ann', key: room.hostKey });
    const { you, personKey } = first.joined!;
    first.leave();
    const back = await room.join({ name: 'Anna', personId: you.id, personKey });
    expect(back.joined).toMatchObject({ you: { ...you, name: 'Anna' }, personKey: null });
  });

  it('as a host is claimed once, however often they come', async () => {
    const first = await room.join({ key: room.hostKey });
    const { you, personKey } = first.joined!;
    for (let i = 0; i < 3; i++) await room.join({ personId: you.id, personKey, key: room.hostKey });
    expect(first.state!.seq).toBe(1);
    expect(await room.redis.xlen(roomKeys(room.roomId).log)).toBe(1);
  });

  it('to watch, or coming back on another gateway, leaves a host a host', async () => {
    const second = await room.another();
    const host = await room.join({ name: 'Hana', key: room.hostKey });
    const { you, personKey } = host.joined!;
    const identity = { name: 'Hana', personId: you.id, personKey };
    const watching = await room.join({ ...identity, watch: true }, second.url);
    expect(watching.joined!.you.role).toBe('viewer');
    const title = (text: string): Operation => ({ kind: 'room.title', title: text });
    expect(await watching.submit(title('By watching'))).toMatchObject({ error: { code: 'viewer_read_only' } });
    expect(await host.submit(title('While watching'))).toMatchObject({ ok: true });
    for (const connection of [host, watching]) connection.leave();
    await until('nobody is there', async () => (await room.redis.zcard(roomKeys(room.roomId).present)) === 0);
    for (const url of [room.gateway.url, second.url]) {
      const back = await room.join(identity, url);
      expect(back.joined!.you).toEqual(you);
      expect(await back.submit(title(`Back on ${url}`))).toMatchObject({ ok: true });
    }
  });

  it('for watching makes nobody less than they are', async () => {
    const ann = await room.join({ name: 'Ann' });
    for (const [role, keys] of [
      ['host', { key: room.hostKey }],
      ['writer', { key: room.writeKey }],
    ] as const) {
      const { you, personKey } = (await room.join({ name: role, ...keys })).joined!;
      const identity = { name: role, personId: you.id, personKey };
      const watching = await room.join({ ...identity, key: room.watchKey });
      expect(watching.joined!.you).toEqual({ ...you, role: 'viewer' });
      expect(watching.joined!.people).toContainEqual(you);
      expect(await watching.codeOf('op.submit', { opId: nanoid(), op: addStroke(0) })).toBe('viewer_read_only');
      expect((await room.join(identity)).joined!.you).toEqual(you);
      expect(ann.payloads('person.joined').filter(({ id }) => id === you.id)).toEqual([you]);
    }
  });

  it('to write makes somebody who has only watched a writer', async () => {
    const { you, personKey } = (await room.join({ name: 'Ann', key: room.watchKey })).joined!;
    expect(you.role).toBe('viewer');
    const identity = { name: 'Ann', personId: you.id, personKey };
    expect((await room.join(identity)).joined!.people).toEqual([you]);
    const writer = { ...you, role: 'writer' };
    expect((await room.join({ ...identity, key: room.writeKey })).joined!.people).toEqual([writer]);
    expect((await room.join(identity)).joined!.you).toEqual(writer);
  });

  it('counts a person with two tabs once, and tells the room when the last one closes', async () => {
    const ann = await room.join({ name: 'Ann' });
    const bob = await room.join({ name: 'Bob' });
    const { you, personKey } = bob.joined!;
    await ann.hears('person.joined', ({ id }) => id === you.id);
    const tab = await room.join({ name: 'Bob', personId: you.id, personKey });
    expect(tab.joined!.people).toHaveLength(2);
    bob.leave();
    const cleo = await room.join({ name: 'Cleo' });
    await ann.hears('person.joined', ({ name }) => name === 'Cleo');
    expect(cleo.joined!.people).toHaveLength(3);
    expect(ann.payloads('person.left')).toEqual([]);
    tab.leave();
    await ann.hears('person.left', ({ id }) => id === you.id);
    expect(ann.payloads('person.joined').filter(({ id }) => id === you.id)).toHaveLength(1);
  });

  it('tells of those who left as long as their ink or their word is on the page', async () => {
    const ann = await room.join({ name: 'Ann', key: room.hostKey });
    const bob = await room.join({ name: 'Bob' });
    const cleo = await room.join({ name: 'Cleo' });
    await bob.submit(addStroke(0));
    await cleo.submit({ kind: 'cell.label', page: 1, cell: 0, label: 7 });
    const [b, c] = [bob.joined!.you, cleo.joined!.you];
    const absentFor = async () => (await room.join({ name: 'Late' })).joined!.absent;
    expect(await absentFor()).toEqual([]);
    bob.leave();
    cleo.leave();
    for (const { id } of [b, c]) await ann.hears('person.left', (left) => left.id === id);
    expect(await absentFor()).toEqual([b, c].sort((one, other) => (one.id < other.id ? -1 : 1)));
    // Whose ink can be brought back has to be known when it is.
    await ann.submit({ kind: 'ink.clear', page: 1, cell: 0 });
    expect(await absentFor()).toContainEqual(b);
  });

  it('of another room leaves the first', async () => {
    const other = await openRoom(room.gateway.url);
    const ann = await room.join({ name: 'Ann' });
    const bob = await room.join({ name: 'Bob' });
    await bob.join(other.roomId);
    await ann.hears('person.left');
    await ann.submit(addStroke(0));
    await ann.hears('log.entry');
    expect(bob.payloads('log.entry')).toEqual([]);
    expect(await bob.codeOf('room.leave')).toBe('ok');
    expect(await bob.codeOf('room.leave')).toBe('not_joined');
  });

  it('is refused when the room is full, but not for a further tab', async () => {
    const small = await room.another({ roomPeopleMax: 2 });
    const ann = await room.join({}, small.url);
    await room.join({}, small.url);
    const late = room.connect(small.url);
    expect(await late.codeOf('room.join', { roomId: room.roomId, key: room.writeKey, name: 'Late' })).toBe('room_full');
    const { you, personKey } = ann.joined!;
    await room.join({ personId: you.id, personKey }, small.url);
    ann.leave();
  });

  it('R8 that is refused leaves nothing in the room', async () => {
    const small = await room.another({ roomPeopleMax: 1 });
    const ann = await room.join({}, small.url);
    const late = room.connect(small.url);
    const asked = { roomId: room.roomId, key: room.writeKey, name: 'Hana' };
    for (let i = 0; i < 3; i++) expect(await late.codeOf('room.join', asked)).toBe('room_full');
    expect(await ann.submit(addStroke(0))).toEqual({ ok: true, value: { seq: 1 } });
    await until('it is there', () => ann.state!.seq > 0);
    expect(ann.state!.roles).toEqual({});
    expect(await room.redis.hlen(roomKeys(room.roomId).people)).toBe(1);
  });

  it('R3 gets the state and every entry after it, none twice, while others write', async () => {
    const second = await room.another();
    const writer = await room.join();
    let isWriting = true;
    const writing = (async () => {
      for (let i = 0; isWriting; i++) {
        // A cell is emptied before it is full.
        if (i % 300 >= 200) await writer.submit({ kind: 'ink.clear', page: 1, cell: i % 30 });
        else await writer.submit(addStroke(i % 30));
      }
    })();
    const late: BarePerson[] = [];
    for (let i = 0; i < 12; i++) late.push(await room.join({}, i % 2 ? second.url : room.gateway.url));
    isWriting = false;
    await writing;
    await until('all have the same', () => late.every((person) => person.state!.seq === writer.state!.seq));
    for (const person of late) {
      const seqs = person.payloads('log.entry').map(({ seq }) => seq);
      const first = person.joined!.state!.seq + 1;
      expect(seqs).toEqual(seqs.map((_, index) => first + index));
      expect(person.state).toEqual(writer.state);
    }
  });
});

describe('several gateways', () => {
  it('are one room: log, live ink and people', async () => {
    const second = await room.another();
    const ann = await room.join({ name: 'Ann' });
    const bob = await room.join({ name: 'Bob' }, second.url);
    expect(bob.joined!.people.map(({ name }) => name).sort()).toEqual(['Ann', 'Bob']);
    await ann.hears('person.joined', ({ name }) => name === 'Bob');
    ann.socket.emit('live', { page: 1, strokes: [{ id: 'stroke-1', cell: 0, from: 0, ...ink() }], cursor: [5, 6] });
    const by = ann.joined!.you.id;
    expect(await bob.hears('frame')).toMatchObject({
      strokes: [{ id: strokeIdOf(by, 'stroke-1'), from: 0 }],
      cursors: [[by, 1, 5, 6]],
    });
    await ann.submit(addStroke(0, { id: 'stroke-1' }));
    await bob.hears('log.entry');
    await ann.hears('log.entry');
    expect(bob.state).toEqual(ann.state);
    // Each frame came once, also to those who heard it from the gateway that made it.
    expect(ann.payloads('frame').flatMap(({ strokes }) => strokes)).toHaveLength(1);
    bob.leave();
    await ann.hears('person.left');
  });

  it('R7 are not told of pens in a room where they have nobody, and are from the first one who comes', async () => {
    const second = await room.another();
    const ann = await room.join({ name: 'Ann' });
    const published = async () =>
      Number(/cmdstat_publish:calls=(\d+)/.exec(await room.redis.info('commandstats'))?.[1]);
    let from = 0;
    const draw = async (points: number) => {
      for (const until = from + 3 * points; from < until; from += 3) {
        ann.socket.emit('live', { page: 1, strokes: [{ id: 'stroke-1', cell: 0, from, ...ink(from) }] });
        await ann.hears('frame', ({ strokes }) => strokes[0]?.from === from);
      }
    };
    await draw(1);
    const before = await published();
    await draw(15);
    // One of them may fall into another second.
    expect((await published()) - before).toBeLessThanOrEqual(3);
    const bob = await room.join({ name: 'Bob' }, second.url);
    await ann.hears('person.joined', ({ name }) => name === 'Bob');
    await draw(1);
    await bob.hears('frame');
  });

  it('R3 bring many writers to the same page', async () => {
    const second = await room.another();
    const people = await Promise.all(
      Array.from({ length: 6 }, (_, i) => room.join({}, i % 2 ? second.url : room.gateway.url)),
    );
    await Promise.all(
      people.map(async (person, index) => {
        for (let i = 0; i < 25; i++) {
          const [id, cell] = [nanoid(), (i + index) % 8];
          await person.submit(addStroke(cell, { id }));
          const ids = [strokeIdOf(person.joined!.you.id, id)];
          if (i % 3 === 0) await person.submit({ kind: 'stroke.remove', page: 1, cell, ids });
          if (i % 5 === 0) await person.submit({ kind: 'cell.label', page: 1, cell, label: 3 });
        }
      }),
    );
    const last = Number(await room.redis.hget(roomKeys(room.roomId).meta, 'seq'));
    await until('all have heard all', () => people.every((person) => person.state!.seq === last));
    for (const person of people) {
      expect(person.outOfOrder).toEqual([]);
      expect(person.state).toEqual(people[0]!.state);
      expect(person.ink).toEqual(people[0]!.ink);
    }
    const late = await room.join();
    expect(withoutPredictions(late)).toEqual(withoutPredictions(people[0]!));
  });

  it('R9 know of a role that was claimed on another of them, at once', async () => {
    const second = await room.another();
    const here = await room.join({ name: 'Hana' }, second.url);
    const { you, personKey } = here.joined!;
    const framing: Operation = { kind: 'room.framing', framing: 'centred' };
    expect(await here.submit(framing)).toMatchObject({ error: { code: 'host_only' } });
    const there = await room.join({ personId: you.id, personKey, key: room.hostKey });
    expect(there.joined!.you.role).toBe('host');
    // Nothing has to be heard first: whoever decides finds out that they are behind.
    expect(await here.submit(framing)).toMatchObject({ ok: true });
    await here.hears('log.entry', ({ effect }) => effect.kind === 'person.role' && effect.personId === you.id);
    expect(here.state!.roles).toEqual({ [you.id]: 'host' });
  });

  it('notice that one of them was killed: its people leave', async () => {
    const brief = { presenceTtlMs: 600 };
    const [first, second] = [await room.another(brief), await room.another(brief)];
    const ann = await room.join({ name: 'Ann' }, first.url);
    const bob = await room.join({ name: 'Bob' }, second.url);
    // What a killed gateway leaves behind: a connection that nobody renews.
    await room.redis.zadd(roomKeys(room.roomId).present, Date.now() + 600, `${nanoid()}/gone`);
    await ann.hears('person.left');
    expect(ann.payloads('person.left')).not.toContainEqual({ id: bob.joined!.you.id });
    expect(await room.redis.zcard(roomKeys(room.roomId).present)).toBe(2);
  });
});

describe('the page', () => {
  const begin: Operation = { kind: 'page.begin', columns: 8 };

  it('R10 is turned by a host alone, and stays as it is', async () => {
    const host = await room.join({ key: room.hostKey });
    const writer = await room.join();
    for (let cell = 0; cell < 5; cell++) await writer.submit(addStroke(cell));
    expect(await writer.submit(begin)).toMatchObject({ error: { code: 'host_only' } });
    expect(await host.submit(begin)).toMatchObject({ ok: true });
    await until('the writer has the next one', () => writer.state!.page === 2);
    expect(pageOf(writer.state!, 2).cells).toEqual({});
    const turn: Operation = { kind: 'page.turn', page: 1 };
    expect(await writer.submit(turn)).toMatchObject({ error: { code: 'host_only' } });
    expect(await host.submit({ kind: 'page.turn', page: 3 })).toMatchObject({
      error: { code: 'page_not_found', details: { last: 2 } },
    });
    expect(await host.submit(turn)).toMatchObject({ ok: true });
    await until('the writer has the first one again', () => writer.state!.page === 1);
    expect(Object.keys(pageOf(writer.state!, 1).cells)).toHaveLength(5);
    expect(writer.state!.turned).toMatchObject({ by: host.joined!.you.id, from: 2 });
  });

  it('is begun anew where nobody has written on the last one: the same tap twice leaves one page', async () => {
    const host = await room.join({ key: room.hostKey });
    await host.submit(addStroke(0));
    for (const columns of [8, 12] as const)
      expect(await host.submit({ ...begin, columns })).toMatchObject({ ok: true });
    await until('it is there', () => host.state!.pages[2]?.columns === 12);
    expect(Object.keys(host.state!.pages)).toEqual(['1', '2']);
  });

  it('R10 is begun by anybody once the last one is full and as tall as it may be', async () => {
    const low = await room.another({ pageRowsMax: 5, messagesPerSecond: 5_000, messagesBurst: 5_000 });
    const people: BarePerson[] = [];
    for (let i = 0; i < 8; i++) people.push(await room.join({}, low.url));
    const [writer] = people as [BarePerson];
    const last = cellCount(pageOf(writer.state!, 1)) - 1;
    for (let cell = 0; cell < last; cell++) await people[cell % 8]!.submit(addStroke(cell));
    expect(await writer.submit(begin)).toMatchObject({ error: { code: 'host_only' } });
    expect(await people[7]!.submit(addStroke(last))).toMatchObject({ ok: true });
    expect(await writer.submit(begin)).toMatchObject({ ok: true });
    await until('it is open', () => writer.state!.page === 2);
  });

  it('R7 is one of no more than a room may have', async () => {
    const { url } = await room.another({ pagesMax: 2 });
    const host = await room.join({ key: room.hostKey }, url);
    await host.submit(addStroke(0));
    await host.submit(begin);
    await host.submit(addStroke(0, { page: 2 }));
    expect(await host.submit(begin)).toMatchObject({ error: { code: 'too_many_pages', details: { max: 2 } } });
  });

  it('gets a row from anybody who writes, and no more than a page may have', async () => {
    const low = await room.another({ pageRowsMax: 6 });
    const writer = await room.join({}, low.url);
    const page = pageOf(writer.state!, 1);
    const grow: Operation = { kind: 'page.grow', page: 1 };
    expect(await writer.submit(addStroke(cellCount(page)))).toMatchObject({ error: { code: 'cell_out_of_range' } });
    expect(await writer.submit(grow)).toMatchObject({ ok: true });
    await until('it is there', () => pageOf(writer.state!, 1).rows === page.rows + 1);
    expect(await writer.submit(addStroke(cellCount(page)))).toMatchObject({ ok: true });
    expect(await writer.submit(grow)).toMatchObject({ error: { code: 'page_too_tall', details: { max: 6 } } });
  });
});

function withoutPredictions({ state }: BarePerson) {
  const cells = Object.entries(pageOf(state!, 1).cells).map(([index, cell]) => [index, { ...cell, prediction: null }]);
  return { ...state, pages: { 1: { ...pageOf(state!, 1), cells: Object.fromEntries(cells) } } };
}

describe('live ink', () => {
  it('of several people in one tick comes as one frame', async () => {
    const crowded = await room.another({ roomMessagesPerSecond: 60 });
    const watcher = await room.join({}, crowded.url);
    const writers = await Promise.all(Array.from({ length: 5 }, () => room.join({}, crowded.url)));
    for (let step = 0; step < 6; step++) {
      for (const [index, writer] of writers.entries())
        writer.socket.emit('live', {
          page: 1,
          strokes: [{ id: `stroke-${index}`, cell: index, from: step * 3, ...ink(step) }],
        });
    }
    const pointsHeard = () =>
      watcher.payloads('frame').flatMap(({ strokes }) => strokes.flatMap(({ points }) => points)).length;
    await until('all points are heard', () => pointsHeard() === 5 * 6 * 12);
    expect(watcher.payloads('frame').length).toBeLessThanOrEqual(10);
    for (const index of [0, 4]) {
      const id = strokeIdOf(writers[index]!.joined!.you.id, `stroke-${index}`);
      const parts = watcher.payloads('frame').flatMap(({ strokes }) => strokes.filter((stroke) => stroke.id === id));
      let next = 0;
      for (const { from, points } of parts) {
        expect(from).toBe(next);
        next += points.length / 4;
      }
    }
  });

  it('is given up when its author says so or goes', async () => {
    const ann = await room.join();
    const bob = await room.join();
    const stroke = (given: string) => strokeIdOf(bob.joined!.you.id, given);
    bob.socket.emit('live', { page: 1, strokes: [{ id: 'stroke-1', cell: 0, from: 0, ...ink() }] });
    bob.socket.emit('live', { page: 1, strokes: [{ id: 'stroke-2', cell: 0, from: 0, ...ink() }] });
    await ann.hears('frame', ({ strokes }) => strokes.some(({ id }) => id === stroke('stroke-2')));
    bob.socket.emit('live', { page: 1, dropped: ['stroke-1'] });
    await ann.hears('frame', ({ dropped }) => dropped.includes(stroke('stroke-1')));
    bob.leave();
    await ann.hears('frame', ({ dropped }) => dropped.includes(stroke('stroke-2')));
    expect((await ann.hears('frame', ({ cursors }) => cursors.length > 0)).cursors).toEqual([
      [bob.joined!.you.id, 1, null, null],
    ]);
  });

  it('R9 of somebody else cannot be continued or given up: who takes its id draws a stroke of their own', async () => {
    const ann = await room.join();
    const eve = await room.join();
    const [anns, eves] = [ann, eve].map((person) => strokeIdOf(person.joined!.you.id, 'stroke-1')) as [string, string];
    ann.socket.emit('live', { page: 1, strokes: [{ id: 'stroke-1', cell: 0, from: 0, ...ink(1) }] });
    await eve.hears('frame', ({ strokes }) => strokes.some(({ id }) => id === anns));
    const continued = { id: anns, cell: 0, from: 3, ...ink(2) };
    expect(await eve.codeOf('live', { page: 1, strokes: [continued] })).toBe('invalid_payload');
    expect(await eve.codeOf('live', { page: 1, dropped: [anns] })).toBe('invalid_payload');
    expect(await eve.codeOf('live', { page: 1, strokes: [{ ...continued, id: 'stroke-1' }] })).toBe('ok');
    await ann.hears('frame', ({ strokes }) => strokes.some(({ id }) => id === eves));
    expect(await eve.codeOf('live', { page: 1, dropped: ['stroke-1'] })).toBe('ok');
    await ann.hears('frame', ({ dropped }) => dropped.length > 0);
    expect(ann.payloads('frame').flatMap(({ dropped }) => dropped)).toEqual([eves]);
    const seen = ann.payloads('frame').flatMap(({ strokes }) => strokes.filter(({ id }) => id === anns));
    expect(seen.map(({ points }) => points)).toEqual([ink(1).points]);
  });

  it.each(['the same gateway', 'another gateway'])(
    'R10 all of it becomes durable though somebody on %s takes its ids and gives them up',
    async (where) => {
      const url = where === 'another gateway' ? (await room.another()).url : room.gateway.url;
      const ann = await room.join({ name: 'Ann' });
      const eve = await room.join({ name: 'Eve' }, url);
      const { id: a } = ann.joined!.you;
      const given = Array.from({ length: 20 }, () => nanoid());
      for (const [cell, id] of given.entries())
        ann.socket.emit('live', { page: 1, strokes: [{ id, cell, from: 0, ...ink(cell) }] });
      const seen = await until('eve has seen all of it', () => {
        const ids = eve.payloads('frame').flatMap(({ strokes }) => strokes.map(({ id }) => id));
        return new Set(ids).size === given.length && ids;
      });
      expect(new Set(seen.map(authorOf))).toEqual(new Set([a]));
      for (const [cell, id] of seen.entries()) {
        expect(await eve.submit(addStroke(cell, { id: givenIdOf(id), x: 200 }))).toMatchObject({ ok: true });
        expect(await eve.codeOf('op.submit', { opId: nanoid(), op: addStroke(cell, { id }) })).toBe('invalid_payload');
        expect(await eve.codeOf('live', { page: 1, dropped: [givenIdOf(id)] })).toBe('ok');
        const removal = { kind: 'stroke.remove', page: 1, cell, ids: [id] };
        expect(await eve.codeOf('op.submit', { opId: nanoid(), op: removal })).toBe('stroke_not_found');
      }
      expect(ann.payloads('frame').flatMap(({ dropped }) => dropped)).toEqual([]);
      for (const [cell, id] of given.entries())
        expect(await ann.submit(addStroke(cell, { id, x: cell }))).toMatchObject({ ok: true });
      for (const [cell, id] of given.entries()) {
        const removal: Operation = { kind: 'stroke.remove', page: 1, cell, ids: [strokeIdOf(a, id)] };
        expect(await eve.submit(removal)).toMatchObject({ error: { code: 'not_your_stroke' } });
      }
      const late = await room.join();
      const [state, kept] = [late.state!, late.ink];
      for (const [cell, id] of given.entries()) {
        expect(pageOf(state, 1).cells[cell]!.strokes).toContain(strokeIdOf(a, id));
        expect(kept[strokeIdOf(a, id)]).toEqual(ink(cell));
      }
    },
  );
});
