import { strToU8 } from 'fflate';
import { type ExportedSample, type SampleFile, sampleImage, writerName } from './exported-sample.js';
import { greyPng } from './grey-png.js';
import { ZipStream } from './zip-stream.js';

const COLUMNS = ['file', 'label', 'part', 'writer', 'name', 'page', 'cell', 'framing'];

/**
 * Samples as a zip of pictures: a folder for each label, `0` to `9` and `not-a-digit`, with a PNG of 28 x 28 for each sample, white ink on
 * black as MNIST's; and `index.csv`, which says what is known of each.
 */
export async function* imageFolder({ framing, samples }: SampleFile): AsyncGenerator<Uint8Array> {
  const zip = new ZipStream();
  const rows = [COLUMNS.join()];
  let count = 0;
  for await (const some of samples) {
    for (const sample of some) {
      const file = `${sample.label}/${`${++count}`.padStart(5, '0')}.png`;
      zip.add(file, greyPng(sampleImage(sample, framing), 28));
      rows.push(row(file, sample, framing));
    }
    yield zip.take();
  }
  zip.add('index.csv', strToU8(`${rows.join('\r\n')}\r\n`));
  zip.add('README.txt', strToU8(ABOUT));
  yield zip.end();
}

function row(file: string, sample: ExportedSample, framing: string): string {
  const { label, part, name, page, cell } = sample;
  return [file, label, part, writerName(sample), csvText(name ?? ''), page, cell, framing].join();
}

/** RFC 4180; a name that a spreadsheet would take for a formula is told as a text. */
function csvText(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

const ABOUT = `Digits of an inkroom, as its models see them.

A folder holds the pictures of one label: 28 x 28 pixels, eight bits of grey, white ink on black, as in MNIST.
index.csv has a line for each picture:
  part     training: models learn from it; holdout: they are only measured on it. A writer is in one of them.
  writer   who wrote it, as a number; name is empty where the room hides names
  page     of the room, counted from 1; cell counts from 0, row by row
  framing  how the strokes became a picture: as-drawn, centred, or fitted into 20 x 20 as MNIST's were
`;
