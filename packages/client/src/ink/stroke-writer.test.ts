import { DEFAULT_LIMITS, POINT_STRIDE, type Stroke } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { strokeWriter } from './stroke-writer.js';

function record(strokePointsMax = DEFAULT_LIMITS.strokePointsMax) {
  const live: { id: string; from: number; points: number[] }[] = [];
  const durable: Omit<Stroke, 'authorId'>[] = [];
  const dropped: string[] = [];
  const writer = strokeWriter(
    { cell: 2 },
    'ann',
    { ...DEFAULT_LIMITS, strokePointsMax },
    {
      live: (stroke) => live.push(stroke),
      durable: (stroke) => durable.push(stroke),
      dropped: (id) => dropped.push(id),
      ended: () => {},
    },
  );
  return { writer, live, durable, dropped };
}

const line = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => [from + i, from + i, 0.5, (from + i) * 10]).flat();

describe('strokeWriter', () => {
  it('sends only new points, each with its place in the stroke, and all of them durably', () => {
    const { writer, live, durable } = record();
    writer.add(line(2));
    writer.add(line(3, 2));
    expect(writer.end()).toEqual([`ann/${durable[0]!.id}`]);
    expect(live.map(({ from, points }) => [from, points.length / POINT_STRIDE])).toEqual([
      [0, 2],
      [2, 3],
    ]);
    expect(durable[0]!.points).toEqual(line(5));
  });

  it('splits a stroke that is too long without leaving a gap, each part with its own time', () => {
    const { writer, live, durable } = record(4);
    writer.add(line(6));
    expect(writer.end()).toHaveLength(2);
    const [first, second] = durable;
    expect(first!.points).toEqual(line(4));
    expect(second!.points).toEqual([3, 3, 0.5, 0, 4, 4, 0.5, 10, 5, 5, 0.5, 20]);
    expect(live.filter(({ id }) => id === second!.id).map(({ from }) => from)).toEqual([0]);
  });

  it('holds points within reach and passes over nonsense, so that the server never refuses a stroke', () => {
    const { writer, durable } = record();
    writer.add([Number.NaN, 0, 0, 0, 1e6, -1e6, 7, 5, 10.123, 10.456, 0.123, 7]);
    writer.end();
    expect(durable[0]!.points).toEqual([840, -560, 1, 0, 10.1, 10.5, 0.12, 2]);
  });

  it('leaves nothing durable of a stroke that was given up or had no point', () => {
    const given = record();
    given.writer.add(line(2));
    given.writer.cancel();
    given.writer.add(line(2));
    expect(given.writer.end()).toEqual([]);
    expect(given.durable).toEqual([]);
    expect(given.dropped).toEqual([given.live[0]!.id]);
    const empty = record();
    expect(empty.writer.end()).toEqual([]);
  });
});
