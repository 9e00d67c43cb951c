import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const SIDE = 28;

/**
 * Writes a folder of four files of MNIST's form and size whose images any model learns at once: digit d is a bar in rows
 * 2d+3 and 2d+4, of one of a few places and lengths. So a test of how runs are run needs neither MNIST nor minutes.
 */
export async function writeBarMnist(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  await writePart(dir, 'train', 60_000);
  await writePart(dir, 't10k', 10_000);
}

async function writePart(dir: string, part: string, size: number): Promise<void> {
  const images = Buffer.alloc(16 + size * SIDE * SIDE);
  const labels = Buffer.alloc(8 + size);
  for (const [i, value] of [0x803, size, SIDE, SIDE].entries()) images.writeUInt32BE(value, 4 * i);
  for (const [i, value] of [0x801, size].entries()) labels.writeUInt32BE(value, 4 * i);
  for (let i = 0; i < size; i++) {
    const digit = i % 10;
    const left = Math.floor(i / 10) % 10;
    for (const row of [2 * digit + 3, 2 * digit + 4]) {
      const at = 16 + (i * SIDE + row) * SIDE + left;
      images.fill(255, at, at + 12 + (Math.floor(i / 100) % 5));
    }
    labels[8 + i] = digit;
  }
  await writeFile(join(dir, `${part}-images-idx3-ubyte`), images);
  await writeFile(join(dir, `${part}-labels-idx1-ubyte`), labels);
}
