import {
  type Answers,
  applyEntry,
  applyPrediction,
  type ClientEvent,
  changedPages,
  type ErrorCode,
  emptyPage,
  type Frame,
  type InkById,
  type JoinAnswer,
  type LogEntry,
  type OpenedRoom,
  type Operation,
  type Prediction,
  pageOf,
  type Result,
  RoomDecoder,
  type RoomState,
  roomParser,
  type ServerEvent,
  type ServerEvents,
} from '@inkroom/shared';
import type { RoomEvents } from '@inkroom/store';
import { nanoid } from 'nanoid';
import { io, type Socket } from 'socket.io-client';
import { until } from './until.ts';

/** What a room's people hear, the parts of `activity` each on its own. */
interface Heard extends Omit<RoomEvents, 'log.entries' | 'predictions'> {
  'log.entry': LogEntry;
  predictions: Prediction[];
  frame: Frame;
  'join.waiting': { ahead: number };
  refused: ServerEvents['refused'];
}
type Told = { [E in keyof Heard]: { event: E; payload: Heard[E] } }[keyof Heard];

/**
 * A client with nothing of the real one's kindness: says what a test wants said, keeps what it is told in the order in which
 * it came, and applies the log without mending a gap.
 */
export class BarePerson {
  readonly told: Told[] = [];
  state: RoomState | null = null;
  /** Of all strokes that were ever told of. */
  readonly ink: InkById = {};
  joined: JoinAnswer | null = null;
  /** Entries that were not the next one. */
  readonly outOfOrder: LogEntry[] = [];
  readonly socket: Socket;
  readonly #decoder = new RoomDecoder();
  /** Up to which entry each page is known that was sent; of others only the size is. */
  readonly #pages = new Map<number, number>();
  /** How many the page came in. */
  pieces = 0;
  /** What is still to come of what brings one up to date: the page, then what has happened since. */
  #toCome: 'page' | 'rest' | 'nothing' = 'nothing';

  constructor(url: string, headers: Record<string, string> = {}) {
    this.socket = io(url, {
      ...{ transports: ['websocket'], forceNew: true, reconnection: false },
      ...{ parser: roomParser, extraHeaders: headers },
    });
    this.socket.onAny((event: ServerEvent, payload: unknown) => {
      if (event === 'activity') this.#hear(payload as Uint8Array);
      else if (event === 'snapshot') this.#take(payload as Uint8Array);
      else this.told.push({ event, payload } as Told);
    });
  }

  #hear(bytes: Uint8Array): void {
    const { people, entries = [], ink = {}, frame, predictions } = this.#decoder.activity(bytes);
    Object.assign(this.ink, ink);
    for (const person of people?.joined ?? []) this.told.push({ event: 'person.joined', payload: person });
    for (const id of people?.left ?? []) this.told.push({ event: 'person.left', payload: { id } });
    for (const entry of entries) {
      this.told.push({ event: 'log.entry', payload: entry });
      this.#apply(entry);
    }
    if (frame) this.told.push({ event: 'frame', payload: frame });
    if (predictions) this.told.push({ event: 'predictions', payload: predictions });
    for (const prediction of predictions ?? []) if (this.state) this.state = applyPrediction(this.state, prediction);
    if (this.#toCome === 'rest') this.#toCome = 'nothing';
  }

  #take(bytes: Uint8Array): void {
    const { page: number, seq, range, cells, cleared, ink, isLast } = this.#decoder.piece(bytes);
    if (this.state) {
      const page = pageOf(this.state, number);
      const isElsewhere = ([cell]: [string, unknown]) => Number(cell) < range[0] || Number(cell) >= range[1];
      const others = Object.fromEntries(Object.entries(page.cells).filter(isElsewhere));
      const now = { ...page, cells: { ...others, ...cells }, cleared: cleared ?? page.cleared };
      this.state = { ...this.state, pages: { ...this.state.pages, [number]: now } };
    }
    this.#pages.set(number, seq);
    Object.assign(this.ink, ink);
    this.pieces++;
    if (isLast) this.#toCome = 'rest';
  }

  #apply(entry: LogEntry): void {
    if (!this.state) return;
    if (entry.seq !== this.state.seq + 1) return void this.outOfOrder.push(entry);
    const [before, after] = [this.state, applyEntry(this.state, entry)];
    if (entry.effect.kind === 'page.begin') this.#pages.set(entry.effect.page, entry.seq - 1);
    const pages = { ...after.pages };
    for (const page of changedPages(before, after)) {
      if ((this.#pages.get(page) ?? entry.seq) < entry.seq) continue;
      const head = after.pages[page];
      if (!head) continue;
      const { cells, cleared } = before.pages[page] ?? emptyPage(head);
      pages[page] = { ...head, cells, cleared };
    }
    this.state = { ...after, pages };
  }

  /** Says anything, and answers what comes back. */
  say(event: string, payload?: unknown, timeoutMs = 15_000): Promise<Result<unknown>> {
    return this.socket.timeout(timeoutMs).emitWithAck(event, payload);
  }

  ask<E extends ClientEvent>(event: E, payload?: unknown): Promise<Result<Answers[E]>> {
    return this.say(event, payload) as Promise<Result<Answers[E]>>;
  }

  /** The error code that something is refused with, or 'ok'. */
  async codeOf(event: string, payload?: unknown): Promise<ErrorCode | 'ok'> {
    const answer = await this.say(event, payload);
    return answer.ok ? 'ok' : answer.error.code;
  }

  /** Does something in the room. */
  submit(op: Operation, opId = nanoid()): Promise<Result<{ seq: number }>> {
    return this.ask('op.submit', { opId, op });
  }

  /**
   * Joins, and waits for the page; throws the code when that is refused. Who brings no key of a link comes by the one for writing, unless
   * they come back as themselves.
   */
  async join(roomId: string, more: Record<string, unknown> = {}): Promise<JoinAnswer> {
    const key = more.personId ? {} : { key: writeKeys.get(roomId) };
    const answer = await new Promise<Result<JoinAnswer>>((resolve) => {
      // In the turn in which the answer comes: what follows it must find the state in place.
      this.socket.emit('room.join', { roomId, name: 'Somebody', ...key, ...more }, (result: Result<JoinAnswer>) => {
        if (result.ok) {
          this.joined = result.value;
          const head = result.value.state;
          this.#toCome = head ? 'page' : 'rest';
          if (head) {
            const pages = Object.entries(head.pages).map(([page, size]) => [page, { ...size, cells: {}, cleared: [] }]);
            this.state = { ...head, pages: Object.fromEntries(pages) };
          }
        }
        resolve(result);
      });
    });
    if (!answer.ok) throw new Error(answer.error.code);
    await until('all has come', () => this.#toCome === 'nothing');
    return answer.value;
  }

  /** Asks for a page, and waits until all of it is here. */
  async readPage(page: number): Promise<void> {
    this.#toCome = 'page';
    const answer = await this.ask('page.read', { page });
    if (!answer.ok) throw new Error(answer.error.code);
    await until('the page has come', () => this.#toCome === 'nothing');
  }

  payloads<E extends keyof Heard>(event: E): Heard[E][] {
    return this.told.flatMap((one) => (one.event === event ? [one.payload as Heard[E]] : []));
  }

  /** The first message of a kind that fits, whether it came already or will. */
  hears<E extends keyof Heard>(event: E, fits: (payload: Heard[E]) => boolean = () => true) {
    return until(`a ${event} is heard`, () => this.payloads(event).find(fits));
  }

  leave(): void {
    this.socket.disconnect();
  }
}

/** Keys of the links for writing of the rooms that were opened here. */
const writeKeys = new Map<string, string>();

export async function openRoom(url: string, title = 'Test'): Promise<OpenedRoom> {
  const opener = new BarePerson(url);
  try {
    const answer = await opener.ask('room.create', { title });
    if (!answer.ok) throw new Error(answer.error.code);
    writeKeys.set(answer.value.roomId, answer.value.writeKey);
    return answer.value;
  } finally {
    opener.leave();
  }
}
