import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const SIDE = 28;

/**
 * Writes a folder of MNIST's four files with few images that any model learns at once: digit d is a bar in rows 2d+3 and
 * 2d+4, as wide as chance has it.
 */
export async function writeTinyMnist(dir: string, trainSize = 600, testSize = 100): Promise<void> {
  await mkdir(dir, { recursive: true });
  await writePart(dir, 'train', trainSize);
  await writePart(dir, 't10k', testSize);
}

async function writePart(dir: string, part: string, size: number): Promise<void> {
  const images = Buffer.alloc(16 + size * SIDE * SIDE);
  const labels = Buffer.alloc(8 + size);
  for (const [i, value] of [0x803, size, SIDE, SIDE].entries()) images.writeUInt32BE(value, 4 * i);
  for (const [i, value] of [0x801, size].entries()) labels.writeUInt32BE(value, 4 * i);
  for (let i = 0; i < size; i++) {
    const digit = i % 10;
    const left = (i * 7) % 10;
    for (const row of [2 * digit + 3, 2 * digit + 4]) {
      const at = 16 + (i * SIDE + row) * SIDE;
      images.fill(255, at + left, at + left + 12 + (i % 5));
    }
    labels[8 + i] = digit;
  }
  await writeFile(join(dir, `${part}-images-idx3-ubyte`), images);
  await writeFile(join(dir, `${part}-labels-idx1-ubyte`), labels);
}
