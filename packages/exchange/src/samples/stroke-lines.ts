import { POINT_STRIDE } from '@inkroom/shared';
import { type ExportedSample, type SampleFile, writerName } from './exported-sample.js';

/**
 * Samples as JSON lines, which `npm run replay` reads: `{id, label, writer, part, strokes}`, strokes as lists of [x, y] in cell units, y
 * pointing down; the label is a digit or `not-a-digit`.
 */
export async function* strokeLines({ samples }: SampleFile): AsyncGenerator<Uint8Array> {
  for await (const some of samples) yield Buffer.from(some.map(line).join(''));
}

function line(sample: ExportedSample): string {
  const strokes = sample.ink.map(({ points }) =>
    Array.from({ length: points.length / POINT_STRIDE }, (_, i) => [
      points[i * POINT_STRIDE],
      points[i * POINT_STRIDE + 1],
    ]),
  );
  const { id, label, part } = sample;
  return `${JSON.stringify({ id, label, writer: writerName(sample), part, strokes })}\n`;
}
