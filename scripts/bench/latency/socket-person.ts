import { Agent } from 'node:http';
import { connectionOptions, LiveSender, strokeWriter } from '@inkroom/client';
import {
  type Activity,
  type Answer,
  type ClientEvent,
  type ClientPayload,
  DEFAULT_LIMITS,
  type Effect,
  type Operation,
  type Prediction,
} from '@inkroom/shared';
import { nanoid } from 'nanoid';
import { io, type Socket } from 'socket.io-client';
import { PlainError } from '../../lib/plain-error.mjs';
import type { Surface } from '../../replay/pen.ts';
import { clockMs } from './clock.ts';
import type { Answered } from './crowd.ts';
import type { CrowdPerson } from './crowd-person.ts';
import { DeafParser } from './deaf-parser.ts';
import { hear } from './heard.ts';

/** What its own operations lead to: it draws and clears. */
type CellEffect = Extract<Effect, { kind: 'stroke.add' | 'ink.clear' }>;

/** What a browser says with each poll, for those count their bytes; it keeps its connections open as well (the agent). */
const BROWSER_HEADERS = {
  accept: '*/*',
  'accept-encoding': 'gzip, deflate',
  'accept-language': 'en-GB,en;q=0.9,ja;q=0.8',
  'user-agent':
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
};

/**
 * A person that sends what a client sends at the pace at which it does, and receives and decodes all that it is sent, but keeps
 * no replica of the room: what a crowd of others costs a server, without what their screens cost them. A deaf one receives all, but
 * decodes only what answers it, and never waits for a prediction: so that hundreds fit into a process.
 */
export class SocketPerson implements CrowdPerson {
  /** How long its operations took to be acknowledged. */
  readonly answers: Answered[] = [];
  refusals = 0;
  readonly #live: LiveSender;
  /** Operations of its own that are not in the log yet. */
  readonly #unlogged = new Set<string>();
  /** Revision and newest prediction of the cells that it has drawn in. */
  readonly #cells = new Map<number, { revision: number; prediction?: Prediction }>();
  #waiting: (() => void) | null = null;
  #page = 1;
  #personId = '';

  private constructor(
    private readonly socket: Socket,
    private readonly isDeaf: boolean,
    people: number,
  ) {
    this.#live = new LiveSender(
      (message) => this.socket.volatile.emit('live', message),
      () => DEFAULT_LIMITS,
      () => socket.io.engine.transport.writable,
      () => people,
    );
    hear(socket, { activity: (told) => this.#hear(told) });
  }

  /**
   * @param visit `people`: how many will be in the room, for a deaf one does not hear of them
   * @throws PlainError where the room does not let one in
   */
  static async join(
    gatewayUrl: string,
    roomId: string,
    { name, key, isDeaf = false, people = 1 }: { name: string; key: string; isDeaf?: boolean; people?: number },
  ): Promise<SocketPerson> {
    const { origin, options } = connectionOptions(gatewayUrl);
    const socket = io(origin, {
      ...options,
      // The types know a browser's alone.
      agent: new Agent({ keepAlive: true }) as never,
      extraHeaders: { ...BROWSER_HEADERS, referer: `${gatewayUrl}/r/${roomId}` },
      reconnection: false,
      ...(isDeaf ? { parser: DeafParser } : {}),
    });
    const person = new SocketPerson(socket, isDeaf, people);
    const joined = await person.#request('room.join', { roomId, name, key });
    person.#page = joined.state!.page;
    person.#personId = joined.you.id;
    return person;
  }

  beginStroke: Surface['beginStroke'] = (start) =>
    strokeWriter(start, this.#personId, DEFAULT_LIMITS, {
      live: (stroke) => this.#live.points(this.#page, stroke),
      durable: (stroke) => {
        this.#live.finish(stroke.id);
        this.#submit({ kind: 'stroke.add', page: this.#page, stroke });
      },
      dropped: (id) => this.#live.drop(id),
      ended: () => {},
    });

  clearCell(cell: number): void {
    this.#submit({ kind: 'ink.clear', page: this.#page, cell });
  }

  whenRead(cell: number, _strokes: readonly { id: string }[], timeoutMs: number): Promise<boolean> {
    if (this.isDeaf) return Promise.resolve(true);
    const isRead = () => {
      const { revision = 0, prediction } = this.#cells.get(cell) ?? {};
      return this.#unlogged.size === 0 && prediction?.live === 0 && prediction.revision >= revision;
    };
    return new Promise((resolve) => {
      const settle = (result: boolean) => {
        clearTimeout(timer);
        this.#waiting = null;
        resolve(result);
      };
      const timer = setTimeout(() => settle(false), timeoutMs);
      this.#waiting = () => isRead() && settle(true);
      this.#waiting();
    });
  }

  async stop(): Promise<void> {
    this.#live.stop();
    this.socket.disconnect();
  }

  #hear({ entries = [], predictions = [] }: Activity): void {
    for (const { opId, effect } of entries) {
      if (!this.#unlogged.delete(opId)) continue;
      const { cell, revision } = changedBy(effect as CellEffect);
      this.#cells.set(cell, { ...this.#cells.get(cell), revision });
    }
    for (const prediction of predictions) {
      const cell = this.#cells.get(prediction.cell);
      if (cell) cell.prediction = prediction;
    }
    this.#waiting?.();
  }

  #submit(op: Operation): void {
    const opId = nanoid();
    if (!this.isDeaf) this.#unlogged.add(opId);
    const sentAt = clockMs();
    this.#request('op.submit', { opId, op } as ClientPayload<'op.submit'>).then(
      () => this.answers.push({ sentAt, ms: clockMs() - sentAt }),
      (error: unknown) => {
        // Nobody waits for this answer; what is missing for it shows as a prediction that never comes.
        this.refusals++;
        console.error(error instanceof Error ? error.message : error);
      },
    );
  }

  async #request<E extends Exclude<ClientEvent, 'live'>>(event: E, payload: ClientPayload<E>) {
    const answer = (await this.socket
      .timeout(DEFAULT_LIMITS.requestTimeoutMs)
      .emitWithAck(event, payload)) as Answer<E>;
    if (!answer.ok) throw new PlainError(`${event}: ${answer.error.message}`);
    return answer.value;
  }
}

/** The cell that an effect has changed, and its revision since. */
function changedBy(effect: CellEffect): { cell: number; revision: number } {
  if (effect.kind === 'stroke.add') return effect;
  return { cell: effect.clearing.cells[0]!.cell, revision: effect.revisions[0]! };
}
