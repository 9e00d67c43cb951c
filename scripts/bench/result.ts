import type { Percentiles } from '../lib/percentiles.ts';

/** What was measured, under which circumstances. */
interface Measured {
  name: string;
  params: Readonly<Record<string, number | string | boolean>>;
  unit: string;
  /** How many samples; warm-up left out. */
  n: number;
  /** Why there is no figure, or what to know of it. */
  note?: string;
  /** Of a share: where it lies at 95 % (Wilson 1927), in the unit. */
  interval?: readonly [low: number, high: number];
}

/** A single figure; null for what could not be measured, and the parameters or the note say why. */
export interface Value {
  value: number | null;
}

/** One figure of a benchmark: percentiles of times, or a single value. `--json` prints an array of these. */
export type BenchResult = Measured & (Percentiles | Value) & { baseline?: Percentiles | Value };

/** Identifies a figure between two runs. */
export function figureKey({ name, params }: Pick<Measured, 'name' | 'params'>): string {
  const sorted = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1));
  return [name, ...sorted.map(([key, value]) => `${key}=${value}`)].join(' ');
}

/** Percentiles or value alone, as a baseline keeps it. */
export function figureOf(result: Percentiles | Value): Percentiles | Value {
  if ('value' in result) return { value: result.value };
  const { p50, p95, p99 } = result;
  return { p50, p95, p99 };
}

/** The figures as a table for people, each with the baseline below it where there is one. */
export function describeResults(results: readonly BenchResult[]): string {
  const rows = results.flatMap((result) => {
    const { baseline, note, interval } = result;
    const remarks = [...(interval ? [`${interval[0]} to ${interval[1]}`] : []), ...(note ? [note] : [])];
    const unit = remarks.length > 0 ? `${result.unit}  (${remarks.join('; ')})` : result.unit;
    const row = [figureKey(result), String(result.n), ...columns(result), unit];
    return baseline ? [row, ['  baseline', '', ...columns(baseline), result.unit]] : [row];
  });
  const table = [['', 'n', 'p50 or value', 'p95', 'p99', ''], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  return table
    .map((row) =>
      row
        .map((cell, column) => {
          const isText = column === 0 || column === row.length - 1;
          return isText ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function columns(figure: Percentiles | Value): string[] {
  if ('value' in figure) return [figure.value === null ? '–' : String(figure.value), '', ''];
  return [figure.p50, figure.p95, figure.p99].map(String);
}
