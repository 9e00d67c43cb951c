import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LiveMessage, LiveSender } from './live-sender.js';

const LIMITS = { liveIntervalMs: 33, livePointsMax: 2, liveStrokesMax: 3, roomMessagesPerSecond: 3_000 };
/** The strokes of each message. */
const strokesOf = (messages: LiveMessage[]) => messages.flatMap(({ strokes }) => strokes ?? []);
const stroke = (id: string, from: number, points: number[]) => ({ id, cell: 0, width: 20, from, points });

describe('LiveSender', () => {
  let sent: LiveMessage[];
  let sender: LiveSender;
  beforeEach(() => {
    vi.useFakeTimers({ now: 1000 });
    sent = [];
    sender = new LiveSender(
      (message) => sent.push(message),
      () => LIMITS,
    );
  });
  afterEach(() => {
    sender.stop();
    vi.useRealTimers();
  });

  it('sends the first message at once and then one in each interval', () => {
    for (let ms = 0; ms < 320; ms++) {
      sender.cursor(1, [ms, 0]);
      vi.advanceTimersByTime(1);
    }
    expect(sent).toHaveLength(10);
    expect(sent[0]!.cursor).toEqual([0, 0]);
    expect(sent.at(-1)!.cursor![0]).toBeGreaterThan(290);
  });

  it('R7 sends no more often than a crowd is told, and a crowd together no more than a room may', () => {
    sender = new LiveSender(
      (message) => sent.push(message),
      () => LIMITS,
      () => true,
      () => 300,
    );
    for (let ms = 0; ms < 980; ms++) {
      sender.cursor(1, [ms, 0]);
      vi.advanceTimersByTime(1);
    }
    expect(sent).toHaveLength(10);
  });

  it('sends many points in several messages, none larger than allowed', () => {
    sender.points(1, stroke('long-one', 0, [1, 1, 0, 0, 2, 2, 0, 0, 3, 3, 0, 0]));
    vi.advanceTimersByTime(40);
    expect(strokesOf(sent).map(({ from, points }) => [from, points.length])).toEqual([
      [0, 8],
      [2, 4],
    ]);
  });

  it('gathers while the connection takes nothing, and then leaves no point out', () => {
    let isFree = false;
    sender = new LiveSender(
      (message) => sent.push(message),
      () => LIMITS,
      () => isFree,
    );
    for (let i = 0; i < 3; i++) {
      sender.points(1, stroke('long-one', i, [i, i, 0, 0]));
      vi.advanceTimersByTime(40);
    }
    expect(sent).toEqual([]);
    isFree = true;
    vi.advanceTimersByTime(80);
    expect(strokesOf(sent).map(({ from }) => from)).toEqual([0, 2]);
    expect(strokesOf(sent).flatMap(({ points }) => points)).toEqual([0, 0, 0, 0, 1, 1, 0, 0, 2, 2, 0, 0]);
  });

  it('sends all that is drawn at the same time together; what does not fit goes first the next time', () => {
    const fingers = ['one', 'two', 'three'];
    const draw = (from: number) => {
      for (const id of fingers) sender.points(1, stroke(id, from, [from, 1, 0, 0]));
    };
    draw(0);
    vi.advanceTimersByTime(40);
    expect(sent.map((message) => strokesOf([message]).map(({ id }) => id))).toEqual([['one'], ['two', 'three']]);
    draw(1);
    draw(2);
    vi.advanceTimersByTime(100);
    // Two points a message, and none of a stroke is left out.
    for (const finger of fingers) {
      const parts = strokesOf(sent).filter(({ id }) => id === finger);
      expect(parts.flatMap(({ points }) => points.filter((_, i) => i % 4 === 0))).toEqual([0, 1, 2]);
    }
    expect(sent).toHaveLength(5);
  });

  it('tells of strokes on two pages in two messages', () => {
    sender.cursor(1, null);
    for (const page of [1, 2]) sender.points(page, stroke(`on-page-${page}`, 0, [1, 1, 0, 0]));
    vi.advanceTimersByTime(100);
    expect(sent.slice(1).map(({ page, strokes }) => [page, strokes!.map(({ id }) => id)])).toEqual([
      [1, ['on-page-1']],
      [2, ['on-page-2']],
    ]);
  });

  it('sends no more points of a stroke that is durable, and tells of one that was given up', () => {
    sender.cursor(1, null);
    sender.points(1, stroke('done-one', 0, [1, 1, 0, 0]));
    sender.points(1, stroke('dropped-one', 0, [1, 1, 0, 0]));
    sender.finish('done-one');
    sender.drop('dropped-one');
    vi.advanceTimersByTime(100);
    expect(sent).toEqual([
      { page: 1, cursor: null },
      { page: 1, dropped: ['dropped-one'] },
    ]);
  });
});
