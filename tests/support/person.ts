import { type ClientStorage, indexedDbStorage, memoryStorage, RoomClient, shownPage } from '@inkroom/client';
import { CELL_SIZE, type CellIndex, type ErrorCode, type Operation, type Stroke } from '@inkroom/shared';
import { deleteDB } from 'idb';
import { nanoid } from 'nanoid';
import { TcpProxy } from './tcp-proxy.ts';

export interface PersonOptions {
  roomId: string;
  name: string;
  /** Ports of the gateways, the one that is taken first of all. */
  gateways: readonly number[];
  /** Of the link by which they come. */
  key: string;
  viewer?: boolean;
  /** Whether what they keep lies in IndexedDB, or in memory. */
  inDatabase: boolean;
}

/** Somebody with a browser: one storage, tabs that share it, and a connection that may fail. */
export class Person {
  readonly tabs: RoomClient[] = [];
  /** Who they were in the room: more than one where two tabs came before either was known. */
  readonly ids = new Set<string>();
  /** All that they ever asked for, by operation id. */
  readonly made = new Map<string, Operation>();
  /** What was acknowledged, with its place in the log. */
  readonly acknowledged = new Map<string, number>();
  /** What was refused for good, as they were told. */
  readonly refusals: ErrorCode[] = [];
  /** How often they were out of the room for a while after they had come, and for how long at most, ms. */
  pauses = 0;
  longestPauseMs = 0;
  /** How often something could no longer be taken back. */
  cannotUndo = 0;
  readonly storage: ClientStorage;
  readonly #database = `test-${nanoid()}`;

  private constructor(
    readonly options: PersonOptions,
    readonly proxy: TcpProxy,
  ) {
    this.storage = options.inDatabase ? indexedDbStorage(this.#database) : memoryStorage();
  }

  static async come(options: PersonOptions): Promise<Person> {
    const person = new Person(options, await TcpProxy.open(...options.gateways));
    person.openTab();
    return person;
  }

  get isViewer(): boolean {
    return this.options.viewer ?? false;
  }

  /** Whether each tab is in the room. */
  get isOnline(): boolean {
    return this.tabs.every(({ view }) => view.getState().connection === 'online');
  }

  /** Whether all that they did is acknowledged. */
  get isSettled(): boolean {
    return this.tabs.every(({ view }) => view.getState().pending === 0);
  }

  openTab(at = this.tabs.length): RoomClient {
    const { roomId, name, key, viewer = false } = this.options;
    const client: RoomClient = new RoomClient({
      ...{ roomId, name, key, viewer, gatewayUrl: `http://127.0.0.1:${this.proxy.port}` },
      storage: {
        ...this.storage,
        putOutbox: (room, operation) => {
          this.made.set(operation.opId, operation.op);
          void client.settled(operation.opId).then((settled) => {
            if (settled.ok) this.acknowledged.set(operation.opId, settled.value.seq);
          });
          return this.storage.putOutbox(room, operation);
        },
      },
    });
    let lostAt: number | null = null;
    client.view.subscribe(({ you, lastError, connection }, before) => {
      if (you) this.ids.add(you.id);
      if (connection === 'reconnecting' && before.connection === 'online') {
        lostAt = performance.now();
        this.pauses++;
      } else if (connection === 'online' && lostAt !== null) {
        this.longestPauseMs = Math.max(this.longestPauseMs, performance.now() - lostAt);
        lostAt = null;
      }
      if (!lastError || lastError === before.lastError) return;
      if (lastError.code === 'cannot_undo') this.cannotUndo++;
      else this.refusals.push(lastError.code);
    });
    this.tabs[at] = client;
    void client.start();
    return client;
  }

  /** A page that is told of its end keeps the room; one that crashes does not. */
  reload(at: number, { crashes = false } = {}): void {
    const former = this.tabs[at]!;
    if (crashes) this.proxy.cut();
    else former.keep();
    void former.stop();
    this.openTab(at);
  }

  closeTab(at: number): void {
    if (this.tabs.length > 1) void this.tabs.splice(at, 1)[0]?.stop();
  }

  /** Whether a tab that was closed has left something for the next visit. */
  async hasUnsent(): Promise<boolean> {
    return (await this.storage.outbox(this.options.roomId)).length > 0;
  }

  async leave(): Promise<void> {
    await Promise.all(this.tabs.map((client) => client.stop()));
    await this.proxy.close();
    if (this.options.inDatabase) await deleteDB(this.#database);
  }
}

/** A stroke in two pieces, each point of which tells it from others. */
export function draw(client: RoomClient, cell: CellIndex, n: number): void {
  const pen = client.beginStroke({ cell });
  const at = (share: number) => Math.round(10 * share * CELL_SIZE) / 10;
  pen.add([at(n / 100), at(0.2), 0.5, 0]);
  pen.add([at(n / 100), at(0.8), 0.5, 40 + n]);
  pen.end();
}

/** Takes one of one's own strokes away, if there is any. */
export function eraseOne(client: RoomClient, n: number): void {
  const { you } = client.view.getState();
  const one = anyStroke(client, n, (author) => author === you?.id);
  if (one) client.erase([one.id]);
}

/** Asks for another's stroke to be taken away, as no app does: a host alone may. */
export function steal(client: RoomClient, n: number): void {
  const { you, page } = client.view.getState();
  const one = anyStroke(client, n, (author) => author !== you?.id);
  if (one) client.submit({ kind: 'stroke.remove', page, cell: one.cell, ids: [one.id] });
}

function anyStroke(client: RoomClient, n: number, fits: (author: string) => boolean): Stroke | undefined {
  const cells = Object.keys(shownPage(client.view.getState()).cells);
  const strokes = cells.flatMap((cell) => client.strokesOf(Number(cell))).filter(({ authorId }) => fits(authorId));
  return strokes[n % strokes.length];
}
