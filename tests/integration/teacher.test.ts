import { authorName, memoryStorage, personOf, RoomClient, shownPage, whenView } from '@inkroom/client';
import { pageOf, type Run, type RunRequest } from '@inkroom/shared';
import { nanoid } from 'nanoid';
import { afterEach, describe, expect, it } from 'vitest';
import type { BarePerson } from '../support/bare-person.ts';
import { addStroke } from '../support/ink.ts';
import { useRoom } from '../support/room-fixture.ts';
import { runRequest } from '../support/runs.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';

/** What a host decides of people and of the room, with people at two gateways. */

const room = useRoom();
const clients: RoomClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.stop();
});

const asHost = (url?: string) => room.join({ name: 'Ms Sato', key: room.hostKey }, url);
const idOf = (person: BarePerson) => person.joined!.you.id;
const keysOf = (person: BarePerson) => ({ personId: idOf(person), personKey: person.joined!.personKey! });

/** Somebody with the real client. */
async function come(url: string, name: string, storage = memoryStorage()): Promise<RoomClient> {
  const client = new RoomClient({ gatewayUrl: url, roomId: room.roomId, storage, name, key: room.writeKey });
  clients.push(client);
  const joined = await client.start();
  if (!joined.ok) throw new Error(joined.error.code);
  await whenView(client.view, ({ arrived }) => arrived === 1);
  return client;
}

describe('R9 whoever is removed', () => {
  it('is told and put out at another gateway at once, and let in at none of them by their key', async () => {
    const other = await room.another();
    const host = await asHost();
    const eve = await room.join({ name: 'Eve' }, other.url);
    await eve.submit(addStroke(0));
    expect(await host.submit({ kind: 'person.role', personId: idOf(eve), role: 'removed' })).toMatchObject({
      ok: true,
    });
    expect(await eve.hears('refused')).toMatchObject({ event: 'room.join', error: { code: 'person_removed' } });
    await until('her connection is closed', () => !eve.socket.connected);
    await host.hears('person.left', ({ id }) => id === idOf(eve));
    for (const url of [room.gateway.url, other.url])
      for (const more of [{}, { watch: true }]) {
        const again = room.connect(url);
        const joining = { roomId: room.roomId, name: 'Eve', ...keysOf(eve), ...more };
        expect(await again.codeOf('room.join', joining)).toBe('person_removed');
        expect(await again.codeOf('room.look', { roomId: room.roomId, ...keysOf(eve) })).toBe('person_removed');
      }
    // What she wrote is still hers, and there.
    expect(pageOf(host.state!, 1).cells[0]!.strokes).toHaveLength(1);
    const late = await room.join({ name: 'Late' }, other.url);
    expect(late.joined!.absent).toMatchObject([{ id: idOf(eve), name: 'Eve' }]);
  });

  it('leaves no ink in the making on anybody’s screen', async () => {
    const other = await room.another();
    const [host, ann] = [await asHost(), await room.join({ name: 'Ann' })];
    const eve = await room.join({ name: 'Eve' }, other.url);
    const stroke = { id: nanoid(10), cell: 3, width: 20, from: 0, points: [10, 10, 0.5, 0] };
    eve.socket.emit('live', { page: 1, strokes: [stroke] });
    await ann.hears('frame', ({ strokes }) => strokes.length === 1);
    await host.submit({ kind: 'person.role', personId: idOf(eve), role: 'removed' });
    await ann.hears('frame', ({ dropped }) => dropped.length === 1);
  });

  it('is in again, with what waited, as soon as a host lets them back in', async () => {
    const other = await room.another();
    const host = await asHost();
    const storage = memoryStorage();
    const eve = await come(other.url, 'Eve', storage);
    const { id } = eve.view.getState().you!;
    await host.submit({ kind: 'person.role', personId: id, role: 'removed' });
    await whenView(eve.view, ({ connection }) => connection === 'refused');
    expect(eve.view.getState().refusal?.code).toBe('person_removed');
    await host.submit({ kind: 'person.role', personId: id, role: 'writer' });
    const again = await come(other.url, 'Eve', storage);
    expect(again.view.getState().you).toMatchObject({ id, role: 'writer' });
  });

  it('comes back all the same with the host key: nobody shuts a teacher out of their own room', async () => {
    const [host, teacher] = [await asHost(), await asHost()];
    await host.submit({ kind: 'person.role', personId: idOf(teacher), role: 'removed' });
    await until('the connection is closed', () => !teacher.socket.connected);
    const again = await room.join({ ...keysOf(teacher), key: room.hostKey });
    expect(again.joined!.you).toMatchObject({ id: idOf(teacher), role: 'host' });
  });
});

describe('a role that is given', () => {
  it('R9 counts at the next message, at another gateway too, and survives a restart of both', async () => {
    const other = await room.another();
    const host = await asHost();
    const ann = await room.join({ name: 'Ann' }, other.url);
    await host.submit({ kind: 'person.role', personId: idOf(ann), role: 'viewer' });
    await ann.hears('log.entry', ({ effect }) => effect.kind === 'person.role');
    expect(await ann.codeOf('op.submit', { opId: nanoid(), op: addStroke(0) })).toBe('viewer_read_only');
    for (const person of [host, ann]) person.leave();
    const third = await room.another();
    const again = await room.join({ ...keysOf(ann) }, third.url);
    expect(again.joined!.you.role).toBe('viewer');
    expect(await again.codeOf('op.submit', { opId: nanoid(), op: addStroke(0) })).toBe('viewer_read_only');
  });

  it('is seen by everybody, and a viewer who is let write again writes', async () => {
    const host = await asHost();
    const [ann, bob] = [await come(room.gateway.url, 'Ann'), await come(room.gateway.url, 'Bob')];
    const { id } = ann.view.getState().you!;
    for (const role of ['viewer', 'writer', 'host'] as const) {
      await host.submit({ kind: 'person.role', personId: id, role });
      await whenView(ann.view, ({ you }) => you?.role === role);
      await whenView(bob.view, ({ people }) => people[id]?.role === role);
    }
    expect(ann.view.getState().decided.at(-1)).toMatchObject({ by: idOf(host), effect: { role: 'host' } });
  });
});

it('who comes back as a viewer by a host’s word writes on that very connection once they are let', async () => {
  const host = await asHost();
  const storage = memoryStorage();
  const first = await come(room.gateway.url, 'Ann', storage);
  const { id } = first.view.getState().you!;
  await host.submit({ kind: 'person.role', personId: id, role: 'viewer' });
  await first.stop();
  const ann = await come(room.gateway.url, 'Ann', storage);
  expect(ann.view.getState().you).toMatchObject({ id, role: 'viewer' });
  await host.submit({ kind: 'person.role', personId: id, role: 'writer' });
  await whenView(ann.view, ({ you }) => you?.role === 'writer');
  const pen = ann.beginStroke({ cell: 6 });
  pen.add([10, 10, 0.5, 0]);
  pen.end();
  await host.hears('log.entry', ({ effect }) => effect.kind === 'stroke.add' && effect.cell === 6);
});

describe('who came by the link for watching', () => {
  /** Somebody who watches by the real client. */
  const watch = async (url: string, storage = memoryStorage()) => {
    const options = { gatewayUrl: url, roomId: room.roomId, storage, name: 'Wanda' };
    const client = new RoomClient({ ...options, viewer: true, key: room.watchKey });
    clients.push(client);
    if (!(await client.start()).ok) throw new Error('not let in');
    await whenView(client.view, ({ arrived }) => arrived === 1);
    return client;
  };
  const write = (client: RoomClient, cell: number) => {
    const pen = client.beginStroke({ cell });
    pen.add([10, 10, 0.5, 0]);
    pen.end();
  };

  it('R9 writes at once when a host says so, at any gateway, and again when they come back; and no more when it is taken', async () => {
    const other = await room.another();
    const host = await asHost();
    const storage = memoryStorage();
    const wanda = await watch(other.url, storage);
    const { id, role } = wanda.view.getState().you!;
    expect(role).toBe('viewer');
    write(wanda, 1);
    await whenView(wanda.view, ({ lastError }) => lastError?.code === 'viewer_read_only');
    await host.submit({ kind: 'person.role', personId: id, role: 'writer' });
    await whenView(wanda.view, ({ you }) => you?.role === 'writer');
    // A free cell waits for her like for everybody.
    await whenView(wanda.view, ({ places }) => places[id] !== undefined);
    write(wanda, 2);
    await host.hears('log.entry', ({ effect }) => effect.kind === 'stroke.add' && effect.cell === 2);
    await whenView(wanda.view, ({ pending }) => pending === 0);
    await wanda.stop();
    const again = await watch((await room.another()).url, storage);
    expect(again.view.getState().you).toMatchObject({ id, role: 'writer' });
    write(again, 3);
    await host.hears('log.entry', ({ effect }) => effect.kind === 'stroke.add' && effect.cell === 3);
    await host.submit({ kind: 'person.role', personId: id, role: 'viewer' });
    await whenView(again.view, ({ you }) => you?.role === 'viewer');
    expect(again.view.getState().people[id]?.role).toBe('viewer');
    write(again, 4);
    await whenView(again.view, ({ lastError }) => lastError?.code === 'viewer_read_only');
  });

  it('R9 sees all that a host sees as soon as they are made one', async () => {
    const host = await asHost();
    const ann = await room.join({ name: 'Ann' });
    await ann.submit(addStroke(0));
    await host.submit({ kind: 'room.apart', apart: true });
    const wanda = await watch((await room.another()).url);
    expect(shownPage(wanda.view.getState()).cells[0]).toBeUndefined();
    const { id } = wanda.view.getState().you!;
    await host.submit({ kind: 'person.role', personId: id, role: 'host' });
    await whenView(wanda.view, (view) => shownPage(view).cells[0]?.strokes.length === 1);
    wanda.submit({ kind: 'room.title', title: 'Wanda’s' });
    await host.hears('log.entry', ({ effect }) => effect.kind === 'room.title');
  });

  it('R9 goes on watching where they write elsewhere, whatever role a host gives them', async () => {
    const host = await asHost();
    const ann = await room.join({ name: 'Ann' });
    for (const url of [room.gateway.url, (await room.another()).url]) {
      const watching = await room.join({ ...keysOf(ann), watch: true, key: room.watchKey }, url);
      expect(watching.joined).toMatchObject({ watches: true, you: { role: 'viewer' } });
      for (const role of ['viewer', 'writer', 'host'] as const) {
        await host.submit({ kind: 'person.role', personId: idOf(ann), role });
        await watching.hears('log.entry', ({ effect }) => effect.kind === 'person.role' && effect.role === role);
        expect(await watching.codeOf('op.submit', { opId: nanoid(), op: addStroke(5) })).toBe('viewer_read_only');
        expect(await watching.codeOf('links.read')).toBe('host_only');
      }
      // Also who was let watch alone for a while.
      await host.submit({ kind: 'person.role', personId: idOf(ann), role: 'viewer' });
      await room.join(keysOf(ann));
      const later = await room.join({ ...keysOf(ann), watch: true }, url);
      await host.submit({ kind: 'person.role', personId: idOf(ann), role: 'writer' });
      await later.hears('log.entry', ({ effect }) => effect.kind === 'person.role');
      expect(await later.codeOf('op.submit', { opId: nanoid(), op: addStroke(5) })).toBe('viewer_read_only');
    }
  });
});

it('R1 what a host has decided is as it was when all gateways are others', async () => {
  const first = await room.another();
  const host = await asHost(first.url);
  const bob = await room.join({ name: 'Bob' }, first.url);
  const decided = [
    { kind: 'person.role', personId: idOf(bob), role: 'removed' },
    { kind: 'person.name', personId: idOf(bob), name: 'Robert' },
    { kind: 'room.lock', locked: true },
    { kind: 'room.pause', paused: true },
    { kind: 'room.names', hidden: true },
  ] as const;
  for (const op of decided) expect(await host.submit(op), op.kind).toMatchObject({ ok: true });
  await first.stop();
  const again = await room.join(keysOf(host), (await room.another()).url);
  expect(again.state).toMatchObject({
    locked: true,
    paused: true,
    namesHidden: true,
    names: { [idOf(bob)]: 'Robert' },
  });
  expect(again.state!.roles).toEqual({ [idOf(host)]: 'host', [idOf(bob)]: 'removed' });
  expect(again.joined!.absent).toMatchObject([{ id: idOf(bob), name: 'Robert' }]);
});

describe('a name that is given', () => {
  it('is the one that everybody sees, also who comes later, and after a restart', async () => {
    const other = await room.another();
    const host = await asHost();
    const [ann, bob] = [await come(other.url, 'Ann'), await come(room.gateway.url, 'Bob')];
    const { id } = ann.view.getState().you!;
    await host.submit({ kind: 'person.name', personId: id, name: 'Annie' });
    await whenView(ann.view, ({ you }) => you?.name === 'Annie');
    await whenView(bob.view, ({ people }) => people[id]?.name === 'Annie');
    ann.rename(id, 'Anna');
    await whenView(bob.view, ({ people }) => people[id]?.name === 'Anna');
    const third = await room.another();
    const late = await come(third.url, 'Late');
    expect(personOf(late.view.getState(), id)?.name).toBe('Anna');
  });

  it('R9 is a watcher’s own to change, and nobody else’s', async () => {
    const other = await room.another();
    const host = await asHost();
    const wanda = await room.join({ name: 'Wanda', watch: true, key: room.watchKey }, other.url);
    expect(await wanda.submit({ kind: 'person.name', personId: idOf(wanda), name: 'Grandma' })).toMatchObject({
      ok: true,
    });
    await host.hears('log.entry', ({ effect }) => effect.kind === 'person.name' && effect.name === 'Grandma');
    const silly = { kind: 'person.name', personId: idOf(host), name: 'Silly' };
    expect(await wanda.codeOf('op.submit', { opId: nanoid(), op: silly })).toBe('viewer_read_only');
    const again = await room.join({ name: 'Wanda', ...keysOf(wanda) });
    expect(again.joined!.people.find(({ id }) => id === idOf(wanda))?.name).toBe('Grandma');
  });

  it('is kept by its owner’s device for the next visit, of this room and of others', async () => {
    const storage = memoryStorage();
    const ann = await come(room.gateway.url, 'Ann', storage);
    const { id } = ann.view.getState().you!;
    ann.rename(id, 'Anna');
    await whenView(ann.view, ({ pending }) => pending === 0);
    await ann.stop();
    expect(await storage.name()).toBe('Anna');
    expect(await storage.identity(room.roomId, 'member')).toMatchObject({ personId: id, name: 'Anna' });
  });
});

describe('while pens rest', () => {
  const pause = (host: BarePerson, paused: boolean) => host.submit({ kind: 'room.pause', paused });

  it('R9 nobody but hosts writes or is seen to write, at any gateway', async () => {
    const other = await room.another();
    const host = await asHost();
    const [ann, bob] = [await room.join({ name: 'Ann' }, other.url), await room.join({ name: 'Bob' })];
    await pause(host, true);
    await ann.hears('log.entry', ({ effect }) => effect.kind === 'room.pause');
    expect(await ann.codeOf('op.submit', { opId: nanoid(), op: addStroke(0) })).toBe('room_paused');
    expect(await host.submit(addStroke(1))).toMatchObject({ ok: true });
    const stroke = { id: nanoid(10), cell: 3, width: 20, from: 0, points: [10, 10, 0.5, 0] };
    ann.socket.emit('live', { page: 1, strokes: [stroke], cursor: [1, 1] });
    host.socket.emit('live', { page: 1, cursor: [7, 7] });
    await bob.hears('frame', ({ cursors }) => cursors.some(([, , x]) => x === 7));
    // Hers was sent before, and answered; a further word of hers comes back after it.
    await ann.ask('ping');
    await pause(host, false);
    expect(await ann.codeOf('op.submit', { opId: nanoid(), op: addStroke(0) })).toBe('ok');
    await bob.hears('log.entry', ({ effect }) => effect.kind === 'stroke.add' && effect.cell === 0);
    expect(bob.payloads('frame').flatMap(({ strokes }) => strokes)).toEqual([]);
    expect(ann.payloads('refused')).toEqual([]);
  });

  it('R1 a stroke in the making when the pause came is kept, leaves others’ screens, and comes whole afterwards', async () => {
    const other = await room.another();
    const [host, bob] = [await asHost(), await room.join({ name: 'Bob' })];
    const ann = await come(other.url, 'Ann');
    const pen = ann.beginStroke({ cell: 2 });
    pen.add([10, 10, 0.5, 0]);
    await bob.hears('frame', ({ strokes }) => strokes.length === 1);
    await pause(host, true);
    await whenView(ann.view, ({ state }) => state.paused);
    await bob.hears('frame', ({ dropped }) => dropped.length === 1);
    pen.add([50, 90, 0.5, 16]);
    const [id] = pen.end();
    expect(ann.strokesOf(2)).toMatchObject([{ id }]);
    // Whatever else happens in the room, it goes on waiting.
    await host.submit(addStroke(5));
    await whenView(ann.view, (view) => shownPage(view).cells[5] !== undefined);
    expect(ann.view.getState()).toMatchObject({ pending: 1, lastError: null });
    expect(pageOf(host.state!, 1).cells[2]).toBeUndefined();
    await pause(host, false);
    await whenView(ann.view, ({ pending }) => pending === 0);
    await bob.hears('log.entry', ({ effect }) => effect.kind === 'stroke.add' && effect.id === id);
    expect(bob.ink[id!]!.points.slice(4, 6)).toEqual([50, 90]);
  });

  it('R1 a stroke that was drawn offline waits for the end of the pause, over a reload too', async () => {
    const host = await asHost();
    const proxy = await TcpProxy.open(Number(new URL(room.gateway.url).port));
    try {
      const url = `http://127.0.0.1:${proxy.port}`;
      const storage = memoryStorage();
      const ann = await come(url, 'Ann', storage);
      proxy.hold();
      proxy.cut();
      await whenView(ann.view, ({ connection }) => connection === 'reconnecting');
      const pen = ann.beginStroke({ cell: 2 });
      pen.add([10, 10, 0.5, 0]);
      pen.end();
      await pause(host, true);
      await ann.stop();
      proxy.release();
      const again = await come(url, 'Ann', storage);
      expect(again.view.getState()).toMatchObject({ pending: 1, lastError: null, state: { paused: true } });
      expect(again.strokesOf(2)).toHaveLength(1);
      await pause(host, false);
      await host.hears('log.entry', ({ effect }) => effect.kind === 'stroke.add' && effect.cell === 2);
      await whenView(again.view, ({ pending }) => pending === 0);
    } finally {
      await proxy.close();
    }
  });

  it('R1 one that the server refuses, for the pause was not known yet, is sent again', async () => {
    const host = await asHost();
    const ann = await come(room.gateway.url, 'Ann');
    const paused = pause(host, true);
    const pen = ann.beginStroke({ cell: 4 });
    pen.add([10, 10, 0.5, 0]);
    pen.end();
    await paused;
    await whenView(ann.view, ({ state }) => state.paused);
    await pause(host, false);
    await host.hears('log.entry', ({ effect }) => effect.kind === 'stroke.add' && effect.cell === 4);
    expect(ann.view.getState().lastError).toBeNull();
  });
});

describe('while names are hidden', () => {
  const hide = (host: BarePerson, hidden: boolean) => host.submit({ kind: 'room.names', hidden });
  const nameOf = (client: RoomClient, id: string) => personOf(client.view.getState(), id)?.name;

  it('R9 no gateway tells who is no host who is who; colours tell people apart, and hosts are named', async () => {
    const other = await room.another();
    const host = await asHost();
    const ann = await room.join({ name: 'Ann' });
    await ann.submit(addStroke(0));
    await host.submit({ kind: 'person.name', personId: idOf(ann), name: 'Annie' });
    await hide(host, true);
    const told: string[] = [];
    const late = room.connect(other.url);
    late.socket.onAny((_event, payload) =>
      told.push(Buffer.isBuffer(payload) ? payload.toString() : JSON.stringify(payload)),
    );
    const answer = await late.join(room.roomId, { name: 'Bob' });
    expect(answer.people.find(({ id }) => id === idOf(ann))).toMatchObject({ name: '', colour: expect.any(Number) });
    const names = answer.people.map(({ name }) => name).sort();
    expect(names).toEqual(['', 'Bob', 'Ms Sato']);
    expect(answer.state!.names).toEqual({});
    const cleo = await room.join({ name: 'Cleopatra' });
    await late.hears('person.joined', ({ id }) => id === idOf(cleo));
    await host.hears('person.joined', ({ name }) => name === 'Cleopatra');
    ann.leave();
    const again = await late.ask('people.read');
    expect(`${told}${JSON.stringify(again)}${JSON.stringify(answer)}`).not.toMatch(/Ann|Cleo/);
    await late.ask('samples.read');
    const watching = await room.join({ name: 'Wanda', watch: true, key: room.watchKey }, other.url);
    expect(JSON.stringify(watching.joined)).not.toMatch(/Ann|Cleo|Bob/);
  });

  it('R9 nor by what is renamed or started meanwhile, by whom it is shown elsewhere, or by what has happened', async () => {
    const other = await room.another();
    const host = await asHost();
    const [ann, bob] = [await room.join({ name: 'Ann' }), await room.join({ name: 'Bob' }, other.url)];
    await host.submit({ kind: 'person.name', personId: idOf(ann), name: 'Annette' });
    const since = { seq: 1, opId: host.payloads('log.entry')[0]?.opId ?? null };
    await hide(host, true);
    const told: string[] = [];
    const listen = (person: BarePerson) =>
      person.socket.onAny((_event, payload) =>
        told.push(Buffer.isBuffer(payload) ? payload.toString() : JSON.stringify(payload)),
      );
    await bob.hears('log.entry', ({ effect }) => effect.kind === 'room.names');
    listen(bob);
    // A host's own screen for the class is one for watching.
    const projector = room.connect(other.url);
    listen(projector);
    await projector.join(room.roomId, { ...keysOf(host), watch: true });
    expect(
      await ann.codeOf('op.submit', {
        opId: nanoid(),
        op: { kind: 'person.name', personId: idOf(ann), name: 'Anastasia' },
      }),
    ).toBe('ok');
    const started = await ann.ask('run.start', { ...runRequest({ pool: 'gpu' }), wait: true });
    const { run } = (started as { value: { run: Run } }).value;
    expect(run.startedBy.name).toBe('Anastasia');
    const isRun = ({ id }: Run) => id === run.id;
    for (const person of [bob, projector])
      expect((await person.hears('run.changed', isRun)).startedBy).toEqual({ id: idOf(ann), name: '' });
    expect((await host.hears('run.changed', isRun)).startedBy.name).toBe('Anastasia');
    const [late, again] = [room.connect(other.url), room.connect(other.url)];
    for (const person of [late, again]) listen(person);
    const answers = [
      await late.join(room.roomId, { name: 'Late' }),
      await again.join(room.roomId, { ...keysOf(bob), since }),
      await bob.ask('run.read', { runId: run.id }),
      await bob.ask('run.cancel', { runId: run.id }),
      await bob.ask('people.read'),
    ];
    // What comes after it has come by then.
    for (const op of [{ kind: 'room.title', title: 'Last' }] as const) await host.submit(op);
    for (const person of [bob, projector, late, again])
      await person.hears('log.entry', ({ effect }) => effect.kind === 'room.title');
    expect(`${told}${JSON.stringify(answers)}`).not.toMatch(/Ann|Anastasia/);
    expect(bob.outOfOrder).toEqual([]);
    await hide(host, false);
    for (const person of [bob, late, projector]) {
      await person.hears('log.entry', ({ effect }) => effect.kind === 'room.names' && !effect.hidden);
      // R3: whatever each was told meanwhile.
      expect({ ...person.state, pages: null }).toEqual({ ...host.state, pages: null });
      expect(person.state!.names).toEqual({ [idOf(ann)]: 'Anastasia' });
    }
  });

  it('apps know who has started a run once names are shown, and how people are called by then for a new host', async () => {
    const host = await asHost();
    const [ann, bob] = [await come(room.gateway.url, 'Ann'), await come(room.gateway.url, 'Bob')];
    const [annId, bobId] = [ann, bob].map(({ view }) => view.getState().you!.id) as [string, string];
    ann.rename(annId, 'Anna');
    await whenView(bob.view, (view) => personOf(view, annId)?.name === 'Anna');
    await hide(host, true);
    await whenView(ann.view, ({ state }) => state.namesHidden);
    ann.rename(annId, 'Mia');
    await ann.startRun(runRequest({ pool: 'gpu' }).spec as RunRequest, { wait: true });
    const late = await come((await room.another()).url, 'Late');
    const author = (client: RoomClient) => {
      const view = client.view.getState();
      return view.runs[0] && authorName(view, view.runs[0].startedBy);
    };
    await whenView(bob.view, ({ runs }) => runs.length === 1);
    expect([author(bob), author(late)]).toEqual(['', '']);
    await host.submit({ kind: 'person.role', personId: bobId, role: 'host' });
    await whenView(bob.view, (view) => personOf(view, annId)?.name === 'Mia');
    expect(author(bob)).toBe('Mia');
    expect(bob.view.getState().state.names).toEqual({ [annId]: 'Mia' });
    await ann.stop();
    await hide(host, false);
    await whenView(late.view, (view) => personOf(view, annId)?.name === 'Mia');
    expect(author(late)).toBe('Mia');
  });

  it('apps forget names, and learn them again when they are shown, or by becoming a host', async () => {
    const other = await room.another();
    const host = await asHost();
    const [ann, bob] = [await come(room.gateway.url, 'Ann'), await come(other.url, 'Bob')];
    const [annId, bobId] = [ann, bob].map(({ view }) => view.getState().you!.id) as [string, string];
    await whenView(ann.view, ({ people }) => people[bobId]?.name === 'Bob');
    await hide(host, true);
    await whenView(ann.view, ({ people }) => people[bobId]?.name === '');
    expect(nameOf(ann, annId)).toBe('Ann');
    expect(nameOf(ann, idOf(host))).toBe('Ms Sato');
    const late = await come(other.url, 'Late');
    expect(nameOf(late, annId)).toBe('');
    await host.submit({ kind: 'person.role', personId: bobId, role: 'host' });
    await whenView(bob.view, (view) => personOf(view, annId)?.name === 'Ann');
    await whenView(ann.view, (view) => personOf(view, bobId)?.name === 'Bob');
    await hide(host, false);
    for (const client of [ann, late]) await whenView(client.view, (view) => personOf(view, annId)?.name === 'Ann');
    await whenView(ann.view, (view) => personOf(view, late.view.getState().you!.id)?.name === 'Late');
  });
});

describe('a locked door', () => {
  const look = (url: string, more: object = { key: room.writeKey }) =>
    room.connect(url).codeOf('room.join', { roomId: room.roomId, name: 'Late', ...more });

  it('R9 lets nobody new in at any gateway until it is opened; who was there comes back, and a host comes in', async () => {
    const other = await room.another();
    const host = await asHost();
    const ann = await room.join({ name: 'Ann' }, other.url);
    await host.submit({ kind: 'room.lock', locked: true });
    await ann.hears('log.entry', ({ effect }) => effect.kind === 'room.lock');
    const third = await room.another();
    for (const { url } of [room.gateway, other, third]) {
      expect(await look(url)).toBe('room_locked');
      expect(await look(url, { key: room.watchKey })).toBe('room_locked');
      expect(await look(url, keysOf(ann))).toBe('ok');
      expect(await look(url, { key: room.hostKey })).toBe('ok');
    }
    await host.submit({ kind: 'room.lock', locked: false });
    expect(await look(third.url)).toBe('ok');
  });

  it('is waited at, and opens by itself', async () => {
    const host = await asHost();
    await host.submit({ kind: 'room.lock', locked: true });
    const late = new RoomClient({
      gatewayUrl: room.gateway.url,
      roomId: room.roomId,
      storage: memoryStorage(),
      name: 'Late',
      key: room.writeKey,
    });
    clients.push(late);
    const joined = late.start();
    await whenView(late.view, ({ trouble }) => trouble === 'room_locked');
    await host.submit({ kind: 'room.lock', locked: false });
    expect(await joined).toMatchObject({ ok: true });
  });
});
