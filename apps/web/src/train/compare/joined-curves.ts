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

/** Where the steep part of a curve ends, epochs: beyond it good models differ in the second digit. */
const STEEP_EPOCHS = 0.5;

/** All curves as one, for axes that hold what matters of them: beyond the steep part, once they have got there. */
export function together(curves: readonly CurveData[]): CurveData {
  const flat = curves.flatMap(([x, , smooth, test]) => x.map((at, i) => ({ at, smooth: smooth[i]!, test: test[i]! })));
  const past = flat.filter(({ at }) => at >= STEEP_EPOCHS);
  const shown = past.length > 0 ? past : flat;
  return [
    flat.map(({ at }) => at).sort((a, b) => a - b),
    [],
    shown.map(({ smooth }) => smooth),
    shown.map(({ test }) => test),
  ];
}
