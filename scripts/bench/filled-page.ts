import { randomBytes } from 'node:crypto';
import {
  type Answer,
  type ClientPayload,
  cellCount,
  DEFAULT_LIMITS,
  FIRST_COLUMNS,
  type OpenedRoom,
  PAGE_ROWS,
  roomParser,
} from '@inkroom/shared';
import { io, type Socket } from 'socket.io-client';
import { PlainError } from '../lib/plain-error.mjs';
import { openRoom } from '../replay/connect.ts';

/** Who write: as many as it takes to be let write so fast. */
const WRITERS = 40;
/** Of the tallest page. */
const ROWS_MAX = 40;
/** Of each stroke, as a pen leaves them. */
export const POINTS = 40;

/** A room with a page of many strokes. */
export class FilledPage {
  #written = 0;

  private constructor(
    readonly room: OpenedRoom,
    private readonly writers: readonly Socket[],
    private readonly cells: number,
  ) {}

  /** Opens a room whose page has so many rows, as many as it may have unless told, with nothing on it yet. */
  static async open(gatewayUrl: string, rows = ROWS_MAX): Promise<FilledPage> {
    const room = await openRoom(gatewayUrl, 'Benchmark');
    const writers: Socket[] = [];
    for (let i = 0; i < WRITERS; i++) {
      const socket = io(gatewayUrl, {
        ...{ transports: ['websocket'], forceNew: true, reconnection: false },
        parser: roomParser,
      });
      writers.push(socket);
      await request(socket, 'room.join', {
        roomId: room.roomId,
        name: `Writer ${i}`,
        key: i === 0 ? room.hostKey : room.writeKey,
      });
    }
    const page = new FilledPage(room, writers, cellCount({ columns: FIRST_COLUMNS, rows }));
    for (let has = PAGE_ROWS; has < rows; has++) await submit(writers[0]!, { kind: 'page.grow', page: 1 });
    return page;
  }

  /** Has all of them write, each in cells of their own. */
  async fill(strokes: number, onStroke: (written: number) => void = () => {}): Promise<void> {
    await Promise.all(
      this.writers.map(async (socket, writer) => {
        for (let i = writer; i < strokes; i += WRITERS) {
          const stroke = { id: randomBytes(8).toString('hex'), cell: i % this.cells, width: 23, points: somePoints(i) };
          await submit(socket, { kind: 'stroke.add', page: 1, stroke });
          onStroke(++this.#written);
        }
      }),
    );
  }

  /** The writers leave; what they wrote stays. */
  stop(): void {
    for (const socket of this.writers) socket.disconnect();
  }
}

async function submit(socket: Socket, op: ClientPayload<'op.submit'>['op']): Promise<void> {
  await request(socket, 'op.submit', { opId: randomBytes(10).toString('hex'), op });
}

/** Asks, and again where the server says that it is too much at once. */
async function request(socket: Socket, event: 'room.join' | 'op.submit', payload: object): Promise<void> {
  for (;;) {
    const answer = (await socket.timeout(DEFAULT_LIMITS.requestTimeoutMs).emitWithAck(event, payload)) as
      | Answer<'room.join'>
      | Answer<'op.submit'>;
    if (answer.ok) return;
    if (answer.error.code !== 'rate_limited') throw new PlainError(`${event}: ${answer.error.message}`);
    await new Promise((resolve) => setTimeout(resolve, Number(answer.error.details?.retryAfterMs ?? 50)));
  }
}

/** A curve whose coordinates have a decimal, as pens write them. */
function somePoints(seed: number): number[] {
  return Array.from({ length: POINTS }, (_, i) => {
    const turn = (i / POINTS) * 2 * Math.PI + seed;
    const round = (value: number) => Math.round(value * 10) / 10;
    return [round(140 + 90 * Math.cos(turn)), round(140 + 90 * Math.sin(turn)), 0.5, i * 16];
  }).flat();
}
