import { z } from 'zod';
import { ERROR_CODES } from './errors.js';

/** An error as a value: what a failed call answers and what a failed run records. */
export const codedErrorSchema = z.strictObject({
  code: z.enum(ERROR_CODES),
  message: z.string().describe('An English sentence for people. Clients translate by `code`.'),
  details: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('Facts that a client may show or act on, such as the limit that was crossed.'),
});
export type CodedError = z.infer<typeof codedErrorSchema>;
