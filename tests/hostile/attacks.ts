import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { DEFAULT_LIMITS, ERROR_CODES, type ErrorCode, roomParser } from '@inkroom/shared';
import { nanoid } from 'nanoid';
import { io, type Socket } from 'socket.io-client';
import { addStroke } from '../support/ink.ts';
import { WrongForms } from './wrong-forms.ts';

/** What the one who attacks knows: a link for writing, as every pupil has it. */
export interface Target {
  seed: number;
  url: string;
  roomId: string;
  key: string;
}

/** What came of it. */
export interface Outcome {
  /** Answers by code, `ok` for those that were taken. */
  answers: Record<string, number>;
  /** How often a connection was ended. */
  cuts: number;
  /** Answers that no client could understand. */
  faults: string[];
}

/** By which the gateway tells it from honest people: their limits per address are their own. */
const ADDRESS = { 'x-forwarded-for': '203.0.113.66' };
const CODES = new Set<string>(ERROR_CODES);
const FAULTS_MAX = 20;

/** Somebody who tries everything, each attack over and over on connections of its own, until they are told to stop. */
export class Attacker {
  readonly outcome: Outcome = { answers: {}, cuts: 0, faults: [] };
  readonly #sockets = new Set<Socket>();
  #isOver = false;

  constructor(private readonly target: Target) {}

  begin(): void {
    for (const attack of Object.values(this.#attacks)) void this.#repeat(attack);
  }

  stop(): void {
    this.#isOver = true;
    for (const socket of this.#sockets) socket.disconnect();
  }

  async #repeat(attack: () => Promise<unknown>): Promise<void> {
    while (!this.#isOver) {
      await attack().catch(() => {});
      await delay(50);
    }
  }

  readonly #attacks: Record<string, () => Promise<unknown>> = {
    'every event in every wrong form': () => this.#saysWrongForms(1),
    'the same beside it': () => this.#saysWrongForms(2),
    'messages that are too large': () =>
      this.#inRoom(async (socket) => {
        for (let i = 0; i < 4; i++) this.#say(socket, 'op.submit', { text: 'x'.repeat(700_000) });
        await delay(500);
      }),
    'packets that are none': () =>
      this.#inRoom(async (socket) => {
        for (const packet of PACKETS) socket.io.engine?.write(packet);
        await delay(200);
      }),
    'strokes as long as may be': () =>
      this.#inRoom(async (socket) => {
        for (let i = 0; this.#goesOn(socket); i++) {
          const op = addStroke(20 + (i % 20), { points: 1_000 });
          this.#say(socket, 'op.submit', { opId: nanoid(), op });
          await delay(30);
        }
      }),
    'a page that is cleared and restored': () =>
      this.#inRoom(async (socket) => {
        while (this.#goesOn(socket)) {
          const opId = nanoid();
          for (let i = 0; i < 8; i++) this.#say(socket, 'op.submit', { opId: nanoid(), op: addStroke(30 + (i % 4)) });
          await this.#ask(socket, 'op.submit', { opId, op: { kind: 'ink.clear', page: 1 } });
          await this.#ask(socket, 'op.submit', {
            opId: nanoid(),
            op: { kind: 'ink.restore', page: 1, clearing: opId },
          });
          // And what is refused: others' cells, over and over.
          for (let i = 0; i < 8; i++)
            this.#say(socket, 'op.submit', { opId: nanoid(), op: { kind: 'ink.clear', page: 1, personId: nanoid() } });
          await delay(100);
        }
      }),
    'the log and the page, again and again': () =>
      this.#inRoom(async (socket) => {
        while (this.#goesOn(socket)) {
          this.#say(socket, 'log.read', { since: { seq: 0, opId: null } });
          this.#say(socket, 'page.read', { page: 1 });
          await delay(40);
        }
      }),
    'somebody who reads nothing and answers pings': () =>
      this.#inRoom(async (socket) => {
        const { engine } = socket.io;
        const { transport } = engine as unknown as { transport: { ws?: { _socket?: { pause(): void } } } };
        transport.ws?._socket?.pause();
        const until = performance.now() + 30_000;
        while (this.#goesOn(socket) && performance.now() < until) {
          engine.write('3');
          this.#say(socket, 'log.read', { since: { seq: 0, opId: null } });
          await delay(200);
        }
      }),
    'somebody new each time': async () => {
      const socket = await this.#connect();
      while (this.#goesOn(socket)) {
        const { roomId, key } = this.target;
        await this.#ask(socket, 'room.join', { roomId, key, name: `Eve ${nanoid(4)}` });
      }
    },
    'rooms without end': async () => {
      const socket = await this.#connect();
      while (this.#goesOn(socket)) await this.#ask(socket, 'room.create', { title: 'x'.repeat(80) });
    },
    'connections that come to nothing': async () => {
      const sockets = await Promise.all(Array.from({ length: 20 }, () => this.#connect()));
      await delay(300);
      for (const socket of sockets) socket.disconnect();
    },
    'half-open connections': async () => {
      const { hostname, port } = new URL(this.target.url);
      const open = HALF_REQUESTS.map((text) => {
        const socket = connect(Number(port), hostname, () => socket.write(text));
        socket.on('error', () => {});
        return socket;
      });
      await delay(3_000);
      for (const socket of open) socket.destroy();
    },
    'requests over HTTP': async () => {
      for (const [method, path, body] of this.#requests()) {
        const headers = { ...ADDRESS, 'x-person-id': nanoid(), 'x-person-key': nanoid(40) };
        const init = { method, headers, signal: AbortSignal.timeout(5_000), ...(body !== null && { body }) };
        const { status, text } = await fetch(`${this.target.url}${path}`, init as RequestInit).then(
          async (response) => ({ status: response.status, text: (await response.text()).slice(0, 500) }),
          () => ({ status: 0, text: '' }),
        );
        this.#count(`HTTP ${status}`);
        if (status === 500) this.#fault(`${method} ${path.slice(0, 60)} was answered with 500: ${text}`);
        await delay(20);
      }
    },
  };

  #requests(): [method: string, path: string, body: string | Uint8Array | null][] {
    const versions = `/rooms/${this.target.roomId}/versions`;
    const garbage = new Uint8Array(300_000).fill(7);
    return [
      ['POST', versions, garbage],
      ['POST', versions, ''],
      ['PUT', versions, garbage],
      ['POST', '/rooms/..%2f..%2fetc/versions', garbage],
      ['GET', `${versions}/shipped-drawn/tfjs.zip`, null],
      ['GET', `${versions}/${'0'.repeat(16)}/onnx.zip`, null],
      ['GET', `${versions}/%00/x.zip`, null],
      ['POST', '/api/predict', '{"strokes":'],
      ['POST', '/api/predict', `{"strokes":[${'['.repeat(20_000)}`],
      ['POST', '/api/predict', JSON.stringify({ strokes: [{ width: 1e308, points: [null] }] })],
      ['POST', '/api/predict', garbage],
      ['DELETE', '/', null],
      ['GET', `/${'x'.repeat(6_000)}`, null],
      ['GET', '/metrics', null],
      ['POST', '/socket.io/?EIO=4&transport=polling', '4'],
      ['POST', `/socket.io/?EIO=4&transport=polling&sid=${nanoid()}`, '42["op.submit"]'],
      ['GET', '/socket.io/?EIO=3&transport=x&sid=%00', null],
    ];
  }

  #saysWrongForms(nth: number): Promise<void> {
    const { seed, roomId, key } = this.target;
    const known = { roomId, key, page: 1, cell: nth, opId: '', cursor: [1, 2] };
    const forms = new WrongForms(seed * 2 + nth, DEFAULT_LIMITS, known);
    return this.#inRoom(async (socket) => {
      while (this.#goesOn(socket)) {
        const { event, payload } = forms.next();
        // Out of the room again and again: what needs one is to be asked outside, too.
        this.#say(socket, event, payload);
        await delay(15);
      }
    });
  }

  #goesOn(socket: Socket): boolean {
    return !this.#isOver && socket.connected;
  }

  async #inRoom(act: (socket: Socket) => Promise<unknown>): Promise<void> {
    const socket = await this.#connect();
    const { roomId, key } = this.target;
    await this.#ask(socket, 'room.join', { roomId, key, name: 'Eve' });
    await act(socket);
    socket.disconnect();
  }

  async #connect(): Promise<Socket> {
    const transports = ['websocket'];
    const options = { transports, forceNew: true, reconnection: false, extraHeaders: ADDRESS, parser: roomParser };
    const socket = io(this.target.url, options);
    this.#sockets.add(socket);
    let wasIn = false;
    socket.on('disconnect', (reason) => {
      this.#sockets.delete(socket);
      if (wasIn && reason !== 'io client disconnect') this.outcome.cuts++;
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', () => resolve());
      socket.once('connect_error', (error) => {
        this.#sockets.delete(socket);
        this.#count('not let in');
        reject(error);
      });
    });
    wasIn = true;
    return socket;
  }

  #say(socket: Socket, event: string, payload: unknown): void {
    socket.emit(event, payload, (answer: unknown) => this.#hear(event, answer));
  }

  #ask(socket: Socket, event: string, payload: unknown): Promise<void> {
    return socket
      .timeout(5_000)
      .emitWithAck(event, payload)
      .then(
        (answer) => this.#hear(event, answer),
        () => this.#count('no answer'),
      );
  }

  #hear(event: string, answer: unknown): void {
    const { ok, error } = (answer ?? {}) as { ok?: unknown; error?: { code?: string; message?: string } };
    const code = ok === true ? 'ok' : (error?.code ?? 'no code');
    this.#count(code);
    if (ok === true) return;
    if (!CODES.has(code) || ok !== false || !error?.message)
      this.#fault(`${event} was answered ${JSON.stringify(answer)}`);
    else if ((code as ErrorCode) === 'internal') this.#fault(`${event} failed inside`);
  }

  #count(what: string): void {
    this.outcome.answers[what] = (this.outcome.answers[what] ?? 0) + 1;
  }

  #fault(what: string): void {
    if (this.outcome.faults.length < FAULTS_MAX) this.outcome.faults.push(what.slice(0, 300));
  }
}

const PACKETS = [
  '2probe',
  '42',
  '4',
  '42[]',
  '42[null]',
  '42["op.submit"',
  '42["op.submit",{"_placeholder":true,"num":7}]',
  '451-["live",{"_placeholder":true,"num":0}]',
  '4599-["live"]',
  '0/nowhere,{"token":1}',
  '41',
  '43999999999[]',
  '44{"message":"x"}',
  '9',
];
const HALF_REQUESTS = [
  '',
  'GET',
  'GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ',
  'POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{"st',
  'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n',
  'POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n',
  '\u0016\u0003\u0001\u0002\u0000\u0001',
];
