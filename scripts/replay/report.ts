import { DIGITS, type Framing, type Label } from '@inkroom/shared';
import { type Percentiles, percentiles } from '../lib/percentiles.ts';

/** One cell that was written, and how it was read. */
export interface WrittenCell {
  label: Label;
  /** What it was taken for at last; null where no prediction came in time. */
  read: Label | null;
  /** ms from sending its last stroke to the prediction's arrival at its author. */
  predictionMs: number | null;
}

/** What a replay tells; `--json` prints exactly this. Times in ms. */
export interface ReplayReport {
  cells: number;
  correct: number;
  /** Share of right predictions, 0..1. */
  accuracy: number;
  /** The same for each digit; null for one that the file did not hold. */
  perClass: (number | null)[];
  /** Of what is not a digit; null where the file held none. */
  notDigits: number | null;
  lost: number;
  duplicated: number;
  predictionMs: Percentiles | null;
  relayMs: Percentiles | null;
  modelVersion: string;
  framing: Framing;
}

export function makeReport(
  cells: readonly WrittenCell[],
  strokes: { lost: number; duplicated: number; relayMs: readonly number[] },
  room: { modelVersion: string; framing: Framing },
): ReplayReport {
  const isRight = ({ label, read }: WrittenCell) => read === label;
  const share = (part: readonly WrittenCell[]) => round4(part.filter(isRight).length / part.length);
  const shareOf = (what: Label) => {
    const written = cells.filter(({ label }) => label === what);
    return written.length > 0 ? share(written) : null;
  };
  return {
    cells: cells.length,
    correct: cells.filter(isRight).length,
    accuracy: cells.length > 0 ? share(cells) : 0,
    perClass: DIGITS.map(shareOf),
    notDigits: shareOf('not-a-digit'),
    lost: strokes.lost,
    duplicated: strokes.duplicated,
    predictionMs: percentiles(cells.flatMap(({ predictionMs }) => predictionMs ?? [])),
    relayMs: percentiles(strokes.relayMs),
    ...room,
  };
}

/** The report in plain words. */
export function describeReport(report: ReplayReport): string {
  const percent = (share: number | null) => (share === null ? '-' : `${(share * 100).toFixed(1)} %`);
  const times = (ms: Percentiles | null) => (ms ? `p50 ${ms.p50} ms   p95 ${ms.p95} ms   p99 ${ms.p99} ms` : 'none');
  return [
    `read by          ${report.modelVersion}, framing ${report.framing}`,
    `right            ${report.correct} of ${report.cells} cells, ${percent(report.accuracy)}`,
    `each digit       ${report.perClass.map((share, digit) => `${digit}: ${percent(share)}`).join('   ')}`,
    ...(report.notDigits === null ? [] : [`no digit         ${percent(report.notDigits)} taken for none`]),
    `stroke to read   ${times(report.predictionMs)}`,
    `stroke to others ${times(report.relayMs)}`,
    `strokes lost     ${report.lost}`,
    `twice            ${report.duplicated}`,
  ].join('\n');
}

function round4(share: number): number {
  return Math.round(share * 10_000) / 10_000;
}
