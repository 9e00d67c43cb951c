import type { SampleFormat } from '@inkroom/shared';
import type { SampleFile } from './exported-sample.js';
import { imageFolder } from './image-folder.js';
import { mnistFiles } from './mnist-files.js';
import { strokeLines } from './stroke-lines.js';

const WRITERS: Record<SampleFormat, (file: SampleFile) => AsyncGenerator<Uint8Array>> = {
  images: imageFolder,
  mnist: mnistFiles,
  strokes: strokeLines,
};

/** A room's samples as a file for other programs, piece by piece; a piece may be empty. */
export function exportSamples(format: SampleFormat, file: SampleFile): AsyncGenerator<Uint8Array> {
  return WRITERS[format](file);
}
