import {
  type ClientStorage,
  createRoom,
  memoryStorage,
  personOf,
  RoomClient,
  shownPage,
  whenView,
} from '@inkroom/client';
import { type OpenedRoom, type StrokeId, strokeIdOf } from '@inkroom/shared';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type PrivateStack, startPrivateStack } from '../../scripts/lib/private-stack.ts';

const WAIT_MS = 20_000;

describe('RoomClient against a real gateway', () => {
  let stack: PrivateStack;
  const clients: RoomClient[] = [];
  beforeAll(async () => {
    stack = await startPrivateStack({ cpuWorkers: 0 });
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.stop()));
  });
  afterAll(() => stack?.stop());

  async function room(): Promise<OpenedRoom & { key: string }> {
    const opened = await createRoom(stack.gatewayUrl, { title: 'Test' });
    if (!opened.ok) throw new Error(opened.error.message);
    return { ...opened.value, key: opened.value.writeKey };
  }

  function person(options: {
    roomId: string;
    name?: string;
    key?: string;
    viewer?: boolean;
    storage?: ClientStorage;
  }): RoomClient {
    const client = new RoomClient({ gatewayUrl: stack.gatewayUrl, storage: memoryStorage(), name: 'Ann', ...options });
    clients.push(client);
    return client;
  }

  async function joined(options: Parameters<typeof person>[0]): Promise<RoomClient> {
    const client = person(options);
    const started = await client.start();
    expect(started).toMatchObject({ ok: true });
    return client;
  }

  function draw(client: RoomClient, cell: number): StrokeId {
    const pen = client.beginStroke({ cell });
    pen.add([50, 50, 0.5, 0, 100, 200, 0.5, 10]);
    const [id] = pen.end();
    if (!id) throw new Error('no stroke');
    return id;
  }

  const strokesOf = (client: RoomClient, cell = 0) => shownPage(client.view.getState()).cells[cell]?.strokes ?? [];
  /** All strokes that have their ink. */
  const allOf = (client: RoomClient) =>
    Object.keys(shownPage(client.view.getState()).cells).flatMap((cell) =>
      client.strokesOf(Number(cell)).map(({ id }) => id),
    );
  const sees = (client: RoomClient, cell: number, ids: readonly string[]) =>
    whenView(
      client.view,
      () => ids.length === strokesOf(client, cell).length && ids.every((id) => strokesOf(client, cell).includes(id)),
      WAIT_MS,
    );
  const settled = (client: RoomClient) => whenView(client.view, ({ pending }) => pending === 0, WAIT_MS);
  const refusal = (client: RoomClient) => whenView(client.view, ({ lastError }) => lastError !== null, WAIT_MS);

  it('shows a stroke to others while it is drawn and once it is durable', async () => {
    const { roomId, key, hostKey } = await room();
    const ann = await joined({ roomId, key: hostKey });
    const ben = await joined({ roomId, key, name: 'Ben' });
    expect(ann.view.getState().you?.role).toBe('host');
    expect(ben.view.getState().you?.role).toBe('writer');
    expect([ann.view.getState().links, ben.view.getState().links]).toEqual([{ host: hostKey }, { write: key }]);

    const inkArrived = new Promise<void>((resolve) => {
      ben.live.subscribe(() => {
        if (ben.live.get().strokes.size > 0) resolve();
      });
    });
    const pen = ann.beginStroke({ cell: 3 });
    pen.add([10, 10, 0.5, 0, 20, 20, 0.5, 10]);
    await inkArrived;
    const [[id, unfinished]] = [...ben.live.get().strokes] as [[StrokeId, object]];
    expect(id).toBe(pen.id);
    expect(unfinished).toMatchObject({ by: ann.view.getState().you?.id, cell: 3 });
    expect(ann.live.get().strokes.size).toBe(0);

    const ids = pen.end();
    expect(ids).toEqual([id]);
    expect(strokesOf(ann, 3)).toEqual(ids);
    expect(await sees(ben, 3, ids)).not.toBeNull();
    expect(ben.strokesOf(3)).toEqual(ann.strokesOf(3));
    expect(ben.strokesOf(3)).toMatchObject([{ id, points: [10, 10, 0.5, 0, 20, 20, 0.5, 10] }]);
    expect(ben.live.get().strokes.size).toBe(0);
  });

  it('knows whose ink is on the page after they have left, also for those who come later', async () => {
    const { roomId, key } = await room();
    const ann = await joined({ roomId, key });
    const ben = await joined({ roomId, key, name: 'Ben' });
    const { you } = ben.view.getState();
    const drawn = draw(ben, 0);
    expect(await settled(ben)).not.toBeNull();
    await ben.stop();
    expect(await whenView(ann.view, ({ people }) => !people[you!.id], WAIT_MS)).not.toBeNull();
    const late = await joined({ roomId, key, name: 'Late' });
    for (const client of [ann, late]) {
      expect(await sees(client, 0, [drawn])).not.toBeNull();
      expect(personOf(client.view.getState(), you!.id)).toEqual(you);
    }
  });

  it('keeps every stroke exactly once while the gateway is killed in between (R1, R2, R3)', async () => {
    const { roomId, key, hostKey } = await room();
    const ann = await joined({ roomId, key: hostKey });
    const ben = await joined({ roomId, key, name: 'Ben' });
    const drawn: string[] = [];
    for (let i = 0; i < 10; i++) drawn.push(draw(i % 2 ? ann : ben, 0));
    stack.signal('gateway', 'SIGKILL');
    for (let i = 0; i < 10; i++) drawn.push(draw(i % 2 ? ann : ben, 0));
    await whenView(ann.view, ({ connection }) => connection === 'reconnecting', WAIT_MS);
    drawn.push(draw(ann, 0), draw(ben, 0));
    expect(await settled(ann)).not.toBeNull();
    expect(await settled(ben)).not.toBeNull();
    // Where both have begun the same cell, the digit of whoever was slower is in the next one.
    for (const client of [ann, ben, await joined({ roomId, key, name: 'Cleo' })]) {
      expect(await whenView(client.view, () => allOf(client).length >= drawn.length, WAIT_MS)).not.toBeNull();
      expect(allOf(client).sort()).toEqual([...drawn].sort());
    }
    expect(shownPage(ann.view.getState())).toEqual(shownPage(ben.view.getState()));
    expect(ann.view.getState().lastError).toBeNull();
  });

  it('sends what was not acknowledged after a reload, as the same person (R1)', async () => {
    const { roomId, key } = await room();
    const storage = memoryStorage();
    const before = await joined({ roomId, key, storage });
    const you = before.view.getState().you?.id;
    stack.signal('gateway', 'SIGKILL');
    await whenView(before.view, ({ connection }) => connection === 'reconnecting', WAIT_MS);
    const id = draw(before, 0);
    await before.stop();

    const after = await joined({ roomId, key, storage });
    expect(after.view.getState().you?.id).toBe(you);
    expect(await settled(after)).not.toBeNull();
    expect(strokesOf(after)).toEqual([id]);
    expect(await storage.outbox(roomId)).toEqual([]);
  });

  it('takes back what the server refuses and tells why, and the connection lives (R8)', async () => {
    const { roomId, key } = await room();
    const ann = await joined({ roomId, key });
    const opId = ann.setFraming('centred');
    expect(await ann.settled(opId)).toMatchObject({ ok: false, error: { code: 'host_only' } });
    expect((await refusal(ann))?.lastError?.code).toBe('host_only');
    ann.dismissError();
    ann.submit({ kind: 'stroke.add', page: 1, stroke: { id: 'far-away-stroke', cell: 39, width: 1e6, points: [1] } });
    expect(strokesOf(ann, 39)).toEqual([strokeIdOf(ann.view.getState().you!.id, 'far-away-stroke')]);
    expect((await refusal(ann))?.lastError?.code).toBe('invalid_payload');
    expect(strokesOf(ann, 39)).toEqual([]);
    const id = draw(ann, 0);
    expect(await settled(ann)).not.toBeNull();
    expect(strokesOf(ann)).toEqual([id]);
  });

  it('refuses at the server what a viewer tries to write (R9)', async () => {
    const { roomId, key, watchKey } = await room();
    const ann = await joined({ roomId, key });
    const viewer = await joined({ roomId, key: watchKey, viewer: true });
    draw(viewer, 0);
    expect(strokesOf(viewer)).toEqual([]);
    expect((await refusal(viewer))?.lastError?.code).toBe('viewer_read_only');
    expect(strokesOf(ann)).toEqual([]);
  });

  it('undoes, redoes and erases own strokes and leaves those of others', async () => {
    const { roomId, key } = await room();
    const ann = await joined({ roomId, key });
    const ben = await joined({ roomId, key, name: 'Ben' });
    const [first, second] = [draw(ann, 0), draw(ann, 1)];
    expect(await sees(ben, 1, [second])).not.toBeNull();
    const bens = draw(ben, 0);
    expect(await sees(ann, 0, [first, bens])).not.toBeNull();
    ann.undo();
    expect(await sees(ben, 1, [])).not.toBeNull();
    ann.erase([first, bens]);
    expect(await sees(ben, 0, [bens])).not.toBeNull();
    ann.undo();
    expect(await sees(ben, 0, [first, bens])).not.toBeNull();
    ann.redo();
    expect(await sees(ben, 0, [bens])).not.toBeNull();
    ann.undo();
    ann.undo();
    ann.redo();
    expect(await settled(ann)).not.toBeNull();
    expect(ann.view.getState().lastError).toBeNull();
    expect(strokesOf(ann, 1)).not.toContain(second);
  });

  it('R10 keeps the strokes of a page when another one is begun, and what one did on it', async () => {
    const { roomId, key, hostKey } = await room();
    const ann = await joined({ roomId, key: hostKey });
    const ben = await joined({ roomId, key, name: 'Ben' });
    const drawn = draw(ann, 0);
    expect(await ann.settled(ann.beginPage(12))).toMatchObject({ ok: true });
    for (const client of [ann, ben])
      expect(await whenView(client.view, ({ page }) => page === 2, WAIT_MS)).toMatchObject({ arrived: 1 });
    expect(strokesOf(ben)).toEqual([]);
    expect(shownPage(ben.view.getState()).columns).toBe(12);
    const late = await joined({ roomId, key, name: 'Late' });
    for (const client of [ben, late]) {
      client.look(1);
      expect(await whenView(client.view, ({ page, arrived }) => page === 1 && arrived === 1, WAIT_MS)).not.toBeNull();
      expect(strokesOf(client)).toEqual([drawn]);
      expect(client.strokesOf(0)).toHaveLength(1);
    }
    // What one did there can still be taken back, and one is shown where.
    ann.undo();
    expect(ann.view.getState().page).toBe(1);
    for (const client of [ben, late]) expect(await sees(client, 0, [])).not.toBeNull();
  });

  it('knows the links that one may pass on, and a link that was replaced keeps nobody out who is known', async () => {
    const { roomId, key, hostKey, watchKey } = await room();
    const storage = memoryStorage();
    const host = await joined({ roomId, key: hostKey });
    expect(await host.readLinks()).toMatchObject({ ok: true });
    expect(host.view.getState().links).toEqual({ host: hostKey, write: key, watch: watchKey });
    const before = await joined({ roomId, key, storage });
    await before.stop();
    expect(await storage.linkKey(roomId, 'write')).toBe(key);

    const renewed = await host.renewLink('write');
    const next = renewed.ok ? renewed.value : '';
    expect(host.view.getState().links.write).toBe(next);
    const after = await joined({ roomId, key, storage });
    expect(after.view.getState().you?.id).toBe(before.view.getState().you?.id);
    // They have nothing to pass on that leads nowhere.
    expect(after.view.getState().links).toEqual({});
    expect(await person({ roomId, key }).start()).toMatchObject({ error: { code: 'wrong_key' } });
    expect(await person({ roomId }).start()).toMatchObject({ error: { code: 'link_needed' } });
    expect(await person({ roomId, key: next }).start()).toMatchObject({ ok: true });
  });

  it('R9 makes a host of a colleague by a link of their own', async () => {
    const { roomId, key, hostKey } = await room();
    const host = await joined({ roomId, key: hostKey });
    const colleague = await joined({ roomId, key, name: 'Ben' });
    expect(await colleague.renewLink('host')).toMatchObject({ error: { code: 'host_only' } });
    const renewed = await host.renewLink('host');
    expect(await person({ roomId, key: hostKey, name: 'Eve' }).start()).toMatchObject({ error: { code: 'wrong_key' } });
    const elsewhere = await joined({ roomId, key: renewed.ok ? renewed.value : '', name: 'Ben' });
    expect(elsewhere.view.getState().you?.role).toBe('host');
  });

  it('is told at once when there is no such room', async () => {
    const nobody = person({ roomId: 'nosuchroom' });
    expect(await nobody.start()).toMatchObject({ ok: false, error: { code: 'room_not_found' } });
    expect(nobody.view.getState()).toMatchObject({ connection: 'refused', refusal: { code: 'room_not_found' } });
  });

  it('goes on as somebody new where a kept key no longer fits, and is refused with a wrong host key', async () => {
    const { roomId, key } = await room();
    const storage = memoryStorage();
    await storage.saveIdentity(roomId, 'member', {
      personId: 'somebody-else',
      personKey: 'a-key-that-never-was-one',
      name: 'Ann',
    });
    await storage.saveLinkKey(roomId, 'host', 'a-host-key-of-another-room');
    await storage.saveLinkKey(roomId, 'write', key);
    const ann = await joined({ roomId, key, storage });
    expect(ann.view.getState().you?.role).toBe('writer');
    expect((await storage.identity(roomId, 'member'))?.personId).toBe(ann.view.getState().you?.id);
    const guest = person({ roomId, key: 'a-host-key-of-another-room' });
    expect(await guest.start()).toMatchObject({ ok: false, error: { code: 'wrong_key' } });
  });
});
