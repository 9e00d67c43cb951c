import { z } from 'zod';
import { lineFault, visibleLine } from '../visible-line.js';
import type { Limits } from './limits.js';

/** A person's name: one visible line of text. */
export function nameSchema({ nameLengthMax }: Pick<Limits, 'nameLengthMax'>) {
  return z
    .string()
    .overwrite(visibleLine)
    .refine((line) => lineFault(line, nameLengthMax) === null, 'expected one visible line of text');
}

/** A room's title: such a line too, or none. */
export function titleSchema({ titleLengthMax }: Pick<Limits, 'titleLengthMax'>) {
  return z
    .string()
    .overwrite(visibleLine)
    .refine((line) => lineFault(line, titleLengthMax) !== 'too_long', 'expected a shorter line of text');
}
