import { z } from 'zod';
import { ERROR_CODES } from './errors.js';

export const errorCodeSchema = z.enum(ERROR_CODES);

/** An error as a value: what a failed call answers and what a failed run records. */
export const codedErrorSchema = z.strictObject({
  code: errorCodeSchema,
  message: z.string().describe('an English sentence for people; clients translate by `code`'),
  details: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('facts that a client may show or act on, such as the limit that was crossed'),
});
export type CodedError = z.infer<typeof codedErrorSchema>;
