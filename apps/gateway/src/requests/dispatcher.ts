import {
  type Answers,
  type ClientEvent,
  type ClientPayload,
  type ClientSchemas,
  type CodedError,
  CodedException,
  clientSchemas,
  codedError,
  fail,
  type Limits,
  type Result,
  refusalOf,
} from '@inkroom/shared';
import { storageErrorOf } from '@inkroom/store';
import { unsentBytes } from '../room/receiver.js';
import type { Context } from './context.js';
import { ReadingLine } from './reading-line.js';
import { type Joined, roleIn, type Session } from './session.js';
import { OVERSIZED } from './sized-parser.js';

/** Answers that wait to be taken, bytes: with more of them nothing long is asked for. */
const UNSENT_BYTES_MAX = 2 ** 20;
const UNSENT_RETRY_MS = 1_000;
/** How often a connection is told of messages that were refused and wait for no answer, ms. */
const REFUSAL_INTERVAL_MS = 500;

/** Who may make a request. */
export type Need = 'anyone' | 'joined' | 'writer' | 'host';

export interface Request<E extends ClientEvent> {
  session: Session;
  payload: ClientPayload<E>;
  context: Context;
  /** Runs right after the answer has been sent, in the same turn. */
  afterAnswer(task: () => void): void;
}

interface Handler<E extends ClientEvent, R> {
  need: Need;
  /** Whether it counts as `heavyRequestCost` messages. What reads much of a room waits in the room's line as well. */
  heavy?: 'reads' | 'starts';
  /**
   * What it counts for by what is in it, messages: each is taken before the next one is worked out, so that who can pay no more causes no
   * more work. @param joined null for somebody who is in no room, and will be refused
   */
  cost?(payload: ClientPayload<E>, limits: Limits, joined: Joined | null): Iterable<number>;
  handle(request: R): Promise<Result<Answers[E]>> | Result<Answers[E]>;
}

/** A request that takes having joined comes with the room and as whom. */
export type JoinedRequest<E extends ClientEvent> = Request<E> & { joined: Joined };

export type AnyoneHandler<E extends ClientEvent> = Handler<E, Request<E>> & { need: 'anyone' };
export type JoinedHandler<E extends ClientEvent> = Handler<E, JoinedRequest<E>> & { need: Exclude<Need, 'anyone'> };
export type Handlers = { [E in ClientEvent]: AnyoneHandler<E> | JoinedHandler<E> };

type Acknowledge = (answer: Result<unknown>) => void;

/**
 * Takes every message of every connection the same way: pace, form, place in the room, role, handler, answer. Nothing that
 * a client sends can throw past it, and the connection lives whatever it sends.
 */
export class Dispatcher {
  readonly #schemas: ClientSchemas;
  readonly #handlers: Map<string, Handler<ClientEvent, JoinedRequest<ClientEvent>>>;
  readonly #line: ReadingLine;

  constructor(
    private readonly context: Context,
    handlers: Handlers,
  ) {
    this.#schemas = clientSchemas(context.limits);
    this.#line = new ReadingLine(context.limits.roomReadsAtOnce);
    this.#handlers = new Map(Object.entries(handlers)) as never;
  }

  /** @param args what came with the event: at most a payload and the function that sends the answer */
  dispatch(session: Session, event: string, args: readonly unknown[]): void {
    const last = args.at(-1);
    const acknowledge = typeof last === 'function' ? (last as Acknowledge) : null;
    const payload = acknowledge ? args.slice(0, -1) : args;
    const after: (() => void)[] = [];
    const started = performance.now();
    const answer = (result: Result<unknown>) => this.#answer(session, event, result, acknowledge, started, after);
    const fault = (thrown: unknown) => answer({ ok: false, error: this.#errorOf(thrown, event) });
    session.take();
    let result: Promise<Result<unknown>> | Result<unknown>;
    try {
      result = this.#handle(session, event, payload, (task) => after.push(task));
    } catch (thrown) {
      fault(thrown);
      return;
    }
    // Not waited for without need: live ink of a crowd comes fifteen thousand times a second.
    if (result instanceof Promise) result.then(answer, fault);
    else answer(result);
  }

  #answer(
    session: Session,
    event: string,
    result: Result<unknown>,
    acknowledge: Acknowledge | null,
    started: number,
    after: readonly (() => void)[],
  ): void {
    const { metrics } = this.context;
    const name = this.#handlers.has(event) ? event : 'unknown';
    metrics.requests.inc({ event: name, outcome: result.ok ? 'ok' : result.error.code });
    metrics.requestSeconds.observe({ event: name }, (performance.now() - started) / 1000);
    if (acknowledge) acknowledge(result);
    else if (!result.ok && !session.isLedAway) this.#sendRefused(session, event, result.error);
    for (const task of after) task();
    session.answered();
  }

  // Not async: what needs no waiting is done in the order in which messages came.
  #handle(
    session: Session,
    event: string,
    payload: readonly unknown[],
    afterAnswer: Request<ClientEvent>['afterAnswer'],
  ): Promise<Result<unknown>> | Result<unknown> {
    const { limits } = this.context;
    const handler = this.#handlers.get(event);
    const now = performance.now();
    if (payload[0] === OVERSIZED) return fail('payload_too_large', { maxBytes: limits.messageBytesMax });
    // Its own bytes are owed by now: who comes again is not to come too early.
    if (session.bytes.owed > 0)
      return fail('rate_limited', { retryAfterMs: session.bytes.waitFor(limits.messageBytesMax, now) });
    const retryAfterMs = session.pace.take(handler?.heavy ? limits.heavyRequestCost : 1, now);
    if (retryAfterMs > 0) return fail('rate_limited', { retryAfterMs });
    // Nobody is told more than they take.
    if (handler?.heavy && unsentBytes(session.socket) > UNSENT_BYTES_MAX)
      return fail('rate_limited', { retryAfterMs: UNSENT_RETRY_MS });
    if (!handler) return fail('unknown_event', { event: event.slice(0, limits.nameLengthMax) });
    if (session.isLedAway) return fail('shutting_down');
    if (payload.length > 1) return fail('invalid_payload', { issues: [{ path: '', message: 'one payload at most' }] });
    const parsed = this.#schemas[event as ClientEvent].safeParse(payload[0] ?? {});
    if (!parsed.success) return { ok: false, error: refusalOf(parsed.error) };
    const joined = session.joined;
    for (const cost of handler.cost?.(parsed.data as never, limits, joined) ?? []) {
      const costAfterMs = session.pace.take(Math.min(cost, limits.messagesBurst), now);
      if (costAfterMs > 0) return fail('rate_limited', { retryAfterMs: costAfterMs });
    }
    if (handler.need !== 'anyone') {
      if (!joined) return fail('not_joined');
      const role = roleIn(joined);
      if (role === 'removed') return fail('person_removed');
      if (handler.need === 'writer' && role === 'viewer') return fail('viewer_read_only');
      if (handler.need === 'host' && role !== 'host') return fail('host_only');
    }
    const request = { session, payload: parsed.data, context: this.context, afterAnswer, joined: joined! } as never;
    if (handler.heavy !== 'reads') return handler.handle(request);
    const roomId = 'roomId' in parsed.data ? parsed.data.roomId : joined!.room.id;
    return this.#line.wait(session, roomId, () => {
      // Their turn may come when they have left.
      const hasLeft = handler.need !== 'anyone' && session.joined !== joined;
      return hasLeft ? fail('not_joined') : handler.handle(request);
    });
  }

  #errorOf(thrown: unknown, event: string): CodedError {
    if (thrown instanceof CodedException) return thrown.coded;
    const error = storageErrorOf(thrown) ?? codedError('internal');
    if (error.code === 'internal') this.context.log.error({ err: thrown, event }, 'a request failed');
    return error;
  }

  /** Tells of a refusal that nobody asked to be told, but not thirty times a second. */
  #sendRefused(session: Session, event: string, error: CodedError): void {
    const now = performance.now();
    if (now - session.refusedAt < REFUSAL_INTERVAL_MS) return;
    session.refusedAt = now;
    session.socket.emit('refused', { event: event.slice(0, this.context.limits.nameLengthMax), error });
  }
}
