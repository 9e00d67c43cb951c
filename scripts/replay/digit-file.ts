import { createReadStream } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { type Digit, labelSchema } from '@inkroom/shared';
import { z } from 'zod';
import { PlainError } from '../lib/plain-error.mjs';

/** One line of a file of drawings. */
const writtenDrawingSchema = z.object({
  id: z.string(),
  label: labelSchema,
  /** Who wrote it, where that is known. */
  writer: z.string().optional(),
  /** Strokes as lists of [x, y] in units of the device that took them; y points down. */
  strokes: z.array(z.array(z.tuple([z.number(), z.number()])).min(1)).min(1),
});
export type WrittenDrawing = z.infer<typeof writtenDrawingSchema>;
export type WrittenDigit = Omit<WrittenDrawing, 'label'> & { label: number };

/**
 * Reads written digits, one JSON object a line, plain or gzipped; lines that are not a digit are passed over.
 *
 * @param limit how many at most
 * @throws PlainError that names the file, and the line where one is not as it should be
 */
export async function readDigitFile(file: string, limit: number): Promise<WrittenDigit[]> {
  return readLines(file, limit, isDigit);
}

/** The same of all lines, whether they are a digit or not. */
export async function readDrawingFile(file: string, limit: number): Promise<WrittenDrawing[]> {
  return readLines(file, limit, (_: WrittenDrawing): _ is WrittenDrawing => true);
}

function isDigit(drawing: WrittenDrawing): drawing is WrittenDrawing & { label: Digit } {
  return drawing.label !== 'not-a-digit';
}

async function readLines<T extends WrittenDrawing>(
  file: string,
  limit: number,
  isWanted: (drawing: WrittenDrawing) => drawing is T,
): Promise<T[]> {
  await access(file, constants.R_OK).catch((error: NodeJS.ErrnoException) => {
    throw new PlainError(
      error.code === 'ENOENT' ? `there is no file ${file}` : `${file} cannot be read (${error.code})`,
    );
  });
  const source = createReadStream(file);
  const text = file.endsWith('.gz') ? source.pipe(createGunzip()) : source;
  // An error of the source does not reach the stream it is piped into.
  source.on('error', (error) => text.destroy(error));
  const digits: T[] = [];
  let number = 0;
  try {
    for await (const line of createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY })) {
      number++;
      if (line.trim() === '') continue;
      const drawing = readLine(line, `${file}, line ${number}`);
      if (isWanted(drawing)) digits.push(drawing);
      if (digits.length >= limit) break;
    }
  } catch (thrown) {
    if (thrown instanceof PlainError) throw thrown;
    throw new PlainError(`${file} cannot be read: ${thrown instanceof Error ? thrown.message : thrown}`);
  } finally {
    source.destroy();
  }
  if (digits.length === 0) throw new PlainError(`${file} holds no digits`);
  return digits;
}

function readLine(line: string, where: string): WrittenDrawing {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new PlainError(`${where}: this is not JSON`);
  }
  const parsed = writtenDrawingSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new PlainError(`${where}: this is no drawing (${issue?.path.join('.') || 'the object'}: ${issue?.message})`);
}
