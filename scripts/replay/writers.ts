/** Who wrote the digits of a file, and who of them is kept apart to measure on. */
import { createHash } from 'node:crypto';
import { PlainError } from '../lib/plain-error.mjs';
import type { WrittenDrawing } from './digit-file.ts';

type Signed = Pick<WrittenDrawing, 'id' | 'writer'>;

/**
 * Everybody who wrote some of the digits, those first who are the first to be held out: by a hash of their names, which is nobody's
 * choice and the same each time.
 * @throws PlainError when a digit does not say who wrote it
 */
export function writersOf(digits: readonly Signed[]): string[] {
  const hash = (name: string) => createHash('sha256').update(name).digest('hex');
  return [...new Set(digits.map(writerOf))].sort((a, b) => (hash(a) < hash(b) ? -1 : 1));
}

/**
 * Parts digits by whole writers.
 * @param count how many writers are held out
 * @throws PlainError when digits do not say who wrote them, or nobody would be left
 */
export function holdWritersOut<T extends Signed>(
  digits: readonly T[],
  count: number,
): { kept: T[]; heldOut: T[]; writers: { kept: number; heldOut: number } } {
  const writers = writersOf(digits);
  if (count >= writers.length) throw new PlainError(`of ${writers.length} writers ${count} cannot be held out`);
  const aside = new Set(writers.slice(0, count));
  const part = (held: boolean) => digits.filter((digit) => aside.has(writerOf(digit)) === held);
  return { kept: part(false), heldOut: part(true), writers: { kept: writers.length - count, heldOut: count } };
}

function writerOf({ id, writer }: Signed): string {
  if (writer === undefined) throw new PlainError(`digit ${id} does not say who wrote it`);
  return writer;
}
