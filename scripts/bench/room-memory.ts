import { randomBytes } from 'node:crypto';
import { type Answer, type ClientPayload, DEFAULT_LIMITS } from '@inkroom/shared';
import { Redis } from 'ioredis';
import { io, type Socket } from 'socket.io-client';
import { PlainError } from '../lib/plain-error.mjs';
import { startPrivateStack } from '../lib/private-stack.ts';
import { openRoom } from '../replay/connect.ts';
import type { BenchResult } from './result.ts';

const STROKES = 10_000;
const POINTS = 40;
/** Who write them: as many as it takes to be let write so fast. */
const WRITERS = 40;
const CELLS = 320;
const ROWS = 40;
/** Rows of a new page. */
const FIRST_ROWS = 5;

/** What a room of many strokes takes in Redis, and in the gateway that has it open. */
export async function benchRoomMemory(progress: (share: number, detail: string) => void): Promise<BenchResult[]> {
  const stack = await startPrivateStack({ durable: true });
  const redis = new Redis(stack.redis.url);
  const sockets: Socket[] = [];
  try {
    const { roomId, hostKey } = await openRoom(stack.gatewayUrl, 'Benchmark');
    for (let i = 0; i < WRITERS; i++) {
      const socket = io(stack.gatewayUrl, { transports: ['websocket'], forceNew: true });
      sockets.push(socket);
      await ask(socket, 'room.join', { roomId, name: `Writer ${i}`, ...(i === 0 ? { hostKey } : {}) });
    }
    const [host] = sockets as [Socket];
    for (let rows = FIRST_ROWS; rows < ROWS; rows++) await submit(host, { kind: 'page.grow' });
    const before = await gatewayBytes(stack.gatewayUrl);
    let written = 0;
    await Promise.all(
      sockets.map(async (socket, writer) => {
        for (let i = writer; i < STROKES; i += WRITERS) {
          const stroke = { id: randomBytes(8).toString('hex'), cell: i % CELLS, width: 23, points: somePoints(i) };
          await submit(socket, { kind: 'stroke.add', page: 1, stroke });
          written++;
          if (written % 500 === 0) progress(written / STROKES, `${written} strokes`);
        }
      }),
    );
    let bytes = 0;
    for (const key of await redis.keys(`inkroom:{${roomId}}*`))
      bytes += (await redis.memory('USAGE', key, 'SAMPLES', 0)) ?? 0;
    const after = await gatewayBytes(stack.gatewayUrl);
    const params = { strokes: STROKES, points: POINTS };
    const megabytes = (name: string, amount: number): BenchResult => {
      return { name: `room-memory ${name}`, params, unit: 'MB', n: 1, value: Math.round(amount / 1e5) / 10 };
    };
    return [megabytes('redis', bytes), megabytes('gateway', after), megabytes('gateway-before', before)];
  } finally {
    for (const socket of sockets) socket.disconnect();
    redis.disconnect();
    await stack.stop();
  }
}

async function submit(socket: Socket, op: ClientPayload<'op.submit'>['op']): Promise<void> {
  const opId = randomBytes(10).toString('hex');
  for (;;) {
    const answer = await request(socket, 'op.submit', { opId, op });
    if (answer.ok) return;
    if (answer.error.code !== 'rate_limited') throw new PlainError(answer.error.message);
    await new Promise((resolve) => setTimeout(resolve, Number(answer.error.details?.retryAfterMs ?? 50)));
  }
}

async function ask(socket: Socket, event: 'room.join', payload: object): Promise<void> {
  const answer = await request(socket, event, payload);
  if (!answer.ok) throw new PlainError(answer.error.message);
}

async function request(socket: Socket, event: string, payload: object): Promise<Answer<'op.submit'>> {
  return (await socket.timeout(DEFAULT_LIMITS.requestTimeoutMs).emitWithAck(event, payload)) as Answer<'op.submit'>;
}

/** Memory of the gateway's process that is in use, the heap's garbage included. */
async function gatewayBytes(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]);
}

/** A curve whose coordinates have a decimal, as pens write them. */
function somePoints(seed: number): number[] {
  return Array.from({ length: POINTS }, (_, i) => {
    const turn = (i / POINTS) * 2 * Math.PI + seed;
    const round = (value: number) => Math.round(value * 10) / 10;
    return [round(140 + 90 * Math.cos(turn)), round(140 + 90 * Math.sin(turn)), 0.5, i * 16];
  }).flat();
}
