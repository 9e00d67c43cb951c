import type { CurveKind } from './curve-data';

/**
 * Where a value stands: the axes are the same for every run, from its first batch to its last, so that nothing moves and runs can be laid beside
 * each other. A loss stands by its magnitude; right answers by the magnitude of what is wrong, or all that matters would lie between 97 and 100 %.
 */
const SCALES: Record<CurveKind, { at(value: number): number; ends: [number, number]; ticks: readonly number[] }> = {
  loss: { at: (loss) => Math.log10(loss), ends: [0.005, 5], ticks: [0.01, 0.1, 1] },
  accuracy: {
    at: (share) => -Math.log10(1 - share),
    ends: [0, 0.9995],
    ticks: [0, 0.9, 0.99, 0.999],
  },
};

/** Height of a value on the axis of its kind; what lies beyond an end stands at it, what is no number nowhere. */
export function heightOf(kind: CurveKind, value: number | null): number | null {
  if (value === null || Number.isNaN(value)) return null;
  const { at, ends } = SCALES[kind];
  return at(Math.min(ends[1], Math.max(ends[0], value)));
}

export function axisEnds(kind: CurveKind): [number, number] {
  const { at, ends } = SCALES[kind];
  return [at(ends[0]), at(ends[1])];
}

/** What is written beside an axis, by its height. */
export function axisTicks(kind: CurveKind): Map<number, string> {
  const { at, ticks } = SCALES[kind];
  const text = (tick: number) => (kind === 'loss' ? String(tick) : `${Number((tick * 100).toPrecision(4))} %`);
  return new Map(ticks.map((tick) => [at(tick), text(tick)]));
}
