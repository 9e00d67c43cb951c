import { z } from 'zod';
import { LINK_RIGHTS } from './constants.js';

export const linkRightSchema = z
  .enum(LINK_RIGHTS)
  .describe('What the key of a link gives: to be a host, to write, or to watch and no more.');
export type LinkRight = z.infer<typeof linkRightSchema>;

/** A code that leads into a room while a host shows it. */
export const joinCodeSchema = z.strictObject({
  code: z.string().describe('six digits'),
  expiresAt: z.number().describe('when it leads nowhere any more, unless it is shown again'),
});
export type JoinCode = z.infer<typeof joinCodeSchema>;

/** The keys that a host may show. A host's own is known to whoever has it alone. */
export const sharedLinksSchema = z.strictObject({
  write: z
    .string()
    .nullable()
    .describe('null in a room of an earlier version, which its id alone opens until this is renewed'),
  watch: z.string(),
});
export type SharedLinks = z.infer<typeof sharedLinksSchema>;
