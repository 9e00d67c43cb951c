import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LiveMessage, LiveSender } from './live-sender.js';

const LIMITS = { liveIntervalMs: 33, livePointsMax: 2, tickMaxMs: 50, roomMessagesPerSecond: 3_000 };
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

  it('R7 sends no more often than a crowd is told', () => {
    sender = new LiveSender(
      (message) => sent.push(message),
      () => LIMITS,
      () => true,
      () => 400,
    );
    for (let ms = 0; ms < 490; ms++) {
      sender.cursor(1, [ms, 0]);
      vi.advanceTimersByTime(1);
    }
    expect(sent).toHaveLength(10);
  });

  it('sends many points in several messages, none larger than allowed', () => {
    sender.points(1, stroke('long-one', 0, [1, 1, 0, 0, 2, 2, 0, 0, 3, 3, 0, 0]));
    vi.advanceTimersByTime(40);
    expect(sent.map(({ stroke }) => [stroke!.from, stroke!.points.length])).toEqual([
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
    expect(sent.map(({ stroke }) => stroke!.from)).toEqual([0, 2]);
    expect(sent.flatMap(({ stroke }) => stroke!.points)).toEqual([0, 0, 0, 0, 1, 1, 0, 0, 2, 2, 0, 0]);
  });

  it('lets strokes that are drawn at the same time take turns', () => {
    sender.points(1, stroke('left-one', 0, [1, 1, 0, 0]));
    sender.points(1, stroke('left-one', 1, [2, 1, 0, 0]));
    sender.points(1, stroke('right-one', 0, [1, 1, 0, 0]));
    vi.advanceTimersByTime(100);
    expect(sent.map(({ stroke }) => stroke!.id)).toEqual(['left-one', 'left-one', 'right-one']);
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
