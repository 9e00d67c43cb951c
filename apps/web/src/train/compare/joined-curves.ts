import type { CurveData } from '../curves/curve-data';

/** Curves of several runs on one axis: x, then for each run the smoothed training curve and the test set's points. */
export type JoinedCurves = [x: number[], ...series: (number | null)[][]];

export function joinCurves(curves: readonly CurveData[]): JoinedCurves {
  const x = [...new Set(curves.flatMap(([epochs]) => epochs))].sort((a, b) => a - b);
  const place = new Map(x.map((epoch, index) => [epoch, index]));
  const series = curves.flatMap(([epochs, , smooth, test]) =>
    [smooth, test].map((values) => {
      const joined: (number | null)[] = x.map(() => null);
      for (const [i, epoch] of epochs.entries()) joined[place.get(epoch)!] = values[i] ?? null;
      return joined;
    }),
  );
  return [x, ...series];
}
