import { type Answer, type ErrorCode, emptyRoom, fail, ok } from '@inkroom/shared';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Connection } from '../connection/connection.js';
import { Timers } from '../connection/timers.js';
import { PageReader } from './page-reader.js';
import * as replicas from './replica.js';
import { RoomModel } from './room-model.js';

const SIZE = { columns: 8, rows: 5 };
const ANN = { id: 'ann', name: 'Ann', role: 'writer', watches: false } as const;

describe('PageReader', () => {
  let timers: Timers;
  let model: RoomModel;
  let reader: PageReader;
  let asked: number[];
  let answers: ((answer: Answer<'page.read'>) => void)[];
  const connection = { epoch: 1 };
  beforeEach(() => {
    vi.useFakeTimers();
    timers = new Timers();
    model = new RoomModel('room', timers);
    [asked, answers] = [[], []];
    connection.epoch = 1;
    const ask = (_event: string, { page }: { page: number }, take: (answer: Answer<'page.read'>) => void) => {
      asked.push(page);
      answers.push(take);
    };
    reader = new PageReader(model, Object.assign(connection, { ask }) as unknown as Connection, timers);
    model.view.subscribe(() => reader.follow());
    // A room of three pages of which the first is here.
    const state = { ...emptyRoom('room'), pages: { 1: SIZE, 2: SIZE, 3: SIZE } };
    model.set(replicas.joined(model.replica, ANN, { state, opId: null, page: 1 }));
    pieces(1);
  });
  afterEach(() => {
    timers.clear();
    vi.useRealTimers();
  });

  function pieces(page: number, isLast = true): void {
    const piece = { page, seq: 0, range: [0, isLast ? 40 : 20] as [number, number], cells: {}, ink: {}, isLast };
    model.set(replicas.withPiece(model.replica, piece));
  }
  const answer = (code?: ErrorCode) => answers.shift()!(code ? fail(code) : ok({}));

  it('asks once for a page that is shown and not here, and for none that is', () => {
    expect(asked).toEqual([]);
    model.look(2);
    reader.follow();
    expect(asked).toEqual([2]);
    answer();
    reader.follow();
    pieces(2, false);
    reader.follow();
    pieces(2);
    model.look(1);
    model.look(2);
    expect(asked).toEqual([2]);
    expect(model.view.getState().arrived).toBe(1);
  });

  it('waits for the pieces from the answer on', () => {
    model.look(2);
    expect(replicas.isArriving(model.replica)).toBe(false);
    answer();
    expect(replicas.isArriving(model.replica)).toBe(true);
    expect(model.view.getState().arrived).toBe(0);
    pieces(2, false);
    expect(model.view.getState().arrived).toBe(0.5);
  });

  it('asks for the page to which somebody has leafed on, once the first was answered', () => {
    model.look(2);
    model.look(3);
    expect(asked).toEqual([2]);
    answer();
    expect(asked).toEqual([2, 3]);
  });

  it('asks for that one also where the first came before its answer', () => {
    model.look(2);
    pieces(2);
    model.look(3);
    expect(asked).toEqual([2]);
    answer();
    expect(asked).toEqual([2, 3]);
  });

  it.each(['storage_unavailable', 'timeout', 'page_not_found'] as const)(
    'asks again a while after %s',
    async (code) => {
      model.look(2);
      answer(code);
      reader.follow();
      expect(asked).toEqual([2]);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(asked).toEqual([2, 2]);
      answer();
      pieces(2);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(asked).toEqual([2, 2]);
    },
  );

  it('asks again on another connection, and takes no answer of the former one', () => {
    model.look(2);
    const [late] = answers.splice(0);
    connection.epoch++;
    reader.interrupted();
    model.set(replicas.disconnected(model.replica, 2));
    expect(asked).toEqual([2]);
    model.set(replicas.joined(model.replica, ANN, {}));
    expect(asked).toEqual([2, 2]);
    late!(ok({}));
    expect(replicas.isArriving(model.replica)).toBe(false);
  });

  it('asks for no page before the room knows of it', () => {
    const state = { ...emptyRoom('room'), seq: 1, pages: { 1: SIZE }, roles: { [ANN.id]: 'host' as const } };
    model.set(replicas.broughtUpToDate(model.replica, { state, opId: 'op-1', page: 1 }));
    const written = { 0: { revision: 1, strokes: ['ben/a'], label: null, prediction: null } };
    const piece = { page: 1, seq: 1, range: [0, 40] as [number, number], cells: written, ink: {}, isLast: true };
    model.set(replicas.withPiece(model.replica, piece));
    const begin = { opId: 'own-op-1', op: { kind: 'page.begin', columns: 8 } as const, at: 0 };
    model.set(replicas.withOwn(model.replica, begin));
    reader.follow();
    // It is shown already, and nothing of it is missing.
    expect(model.view.getState()).toMatchObject({ page: 2, arrived: 1 });
    expect(asked).toEqual([]);
  });

  describe('brings a page that is not shown', () => {
    const requests: ((answer: Answer<'page.read'>) => void)[] = [];
    beforeEach(() => {
      requests.length = 0;
      Object.assign(connection, {
        request: (_event: string, { page }: { page: number }) => {
          asked.push(page);
          return new Promise((resolve) => requests.push(resolve));
        },
      });
    });
    const settle = async (answer: Answer<'page.read'>) => {
      requests.shift()!(answer);
      await vi.advanceTimersByTimeAsync(0);
    };

    it('and says when all of it is here', async () => {
      const brought = reader.bring(2);
      await settle(ok({}));
      pieces(2, false);
      pieces(2);
      expect(await brought).toEqual(ok(null));
      expect(model.view.getState().page).toBe(1);
      expect(await reader.bring(2)).toEqual(ok(null));
      expect(asked).toEqual([2]);
    });

    it('asks again where it was too fast, and says why it does not come', async () => {
      const brought = reader.bring(2);
      await settle(fail('rate_limited', { retryAfterMs: 500 }));
      await vi.advanceTimersByTimeAsync(500);
      expect(asked).toEqual([2, 2]);
      await settle(fail('page_not_found'));
      expect(await brought).toMatchObject({ error: { code: 'page_not_found' } });
    });

    it('gives it up with the connection', async () => {
      const brought = reader.bring(2);
      await settle(ok({}));
      connection.epoch++;
      model.set(replicas.disconnected(model.replica, 1));
      expect(await brought).toMatchObject({ error: { code: 'offline' } });
    });
  });
});
