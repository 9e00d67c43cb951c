import { gzipSync } from 'node:zlib';
import { IMAGE_SIZE } from '@inkroom/shared';
import { strToU8 } from 'fflate';
import { type SampleFile, sampleImage } from './exported-sample.js';
import { idxFile } from './idx.js';
import { ZipStream } from './zip-stream.js';

/** MNIST's names: what a program trains on, and what it tests on. */
const NAMES = { training: 'train', holdout: 't10k' } as const;

/**
 * Samples as a zip of MNIST's four files, each gzipped as MNIST's are: `train-...` the training part, `t10k-...` the holdout part. What is no
 * digit is left out, for MNIST has no label for it, and the README says how many were. A folder with them is one for MNIST_DIR once it holds as many images as MNIST; other programs take any number.
 */
export async function* mnistFiles({ framing, samples }: SampleFile): AsyncGenerator<Uint8Array> {
  const parts = { training: new Part(), holdout: new Part() };
  let leftOut = 0;
  for await (const some of samples) {
    for (const sample of some) {
      if (sample.label === 'not-a-digit') leftOut++;
      else parts[sample.part].add(sampleImage(sample, framing), sample.label);
    }
    // Nothing yet: the files begin with how many there are.
    yield new Uint8Array();
  }
  const zip = new ZipStream();
  for (const [part, name] of Object.entries(NAMES) as [keyof typeof NAMES, string][]) {
    const { images, labels } = parts[part].files();
    zip.add(`${name}-images-idx3-ubyte.gz`, gzipSync(images));
    zip.add(`${name}-labels-idx1-ubyte.gz`, gzipSync(labels));
  }
  zip.add('README.txt', strToU8(about(framing, leftOut)));
  yield zip.end();
}

class Part {
  readonly #images: Uint8Array[] = [];
  readonly #labels: number[] = [];

  add(image: Uint8Array, label: number): void {
    this.#images.push(image);
    this.#labels.push(label);
  }

  files(): { images: Uint8Array; labels: Uint8Array } {
    const count = this.#labels.length;
    return {
      images: idxFile([count, IMAGE_SIZE, IMAGE_SIZE], Buffer.concat(this.#images)),
      labels: idxFile([count], Uint8Array.from(this.#labels)),
    };
  }
}

const about = (framing: string, leftOut: number) => `Digits of an inkroom in the files of MNIST: idx, gzipped.

train-*  what the room's models learn from: its training part
t10k-*   what they are only measured on: its holdout part; nobody wrote in both
Images are 28 x 28 bytes, 255 is ink. The strokes became images by the framing ${framing}.
MNIST has no label for what is not a digit: ${leftOut === 0 ? 'none was' : leftOut === 1 ? 'one was' : `${leftOut} were`} left out.
`;
