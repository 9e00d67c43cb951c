import { z } from 'zod';
import { PERSON_MARKS } from '../people.js';
import { ATTENTION } from './constants.js';
import { idSchema } from './ids.js';

export const roleSchema = z
  .enum(['host', 'writer', 'viewer'])
  .describe(
    'A host may do everything, a writer all but the room’s settings, a viewer nothing but look and say what they are called.',
  );
export type Role = z.infer<typeof roleSchema>;

export const givenRoleSchema = z
  .enum([...roleSchema.options, 'removed'])
  .describe('What a host makes of somebody: whoever is removed is let in no more.');
export type GivenRole = z.infer<typeof givenRoleSchema>;

export const personSchema = z.strictObject({
  id: idSchema,
  name: z.string().describe('nobody else of the room has it: of two called Aki the second is “Aki (2)”'),
  colour: z
    .number()
    .int()
    .min(0)
    .max(PERSON_MARKS - 1)
    .describe('modulo 12 the index into PERSON_COLOURS, divided by 12 the one into PERSON_PATTERNS'),
  role: roleSchema,
});
export type Person = z.infer<typeof personSchema>;

/** Somebody as runs remember them. */
export const authorSchema = z.strictObject({
  id: z.string(),
  name: z.string().describe('the one that they had then; empty for whom names are hidden from'),
});
export type Author = z.infer<typeof authorSchema>;

export const attentionSchema = z
  .enum(ATTENTION)
  .describe('`idle`: nothing done for a while; `away`: the app is hidden, or the device sleeps');
export type Attention = z.infer<typeof attentionSchema>;

/** What somebody with several connections is; null for one with none. */
export function mostPresent(connections: readonly Attention[]): Attention | null {
  return ATTENTION.find((attention) => connections.includes(attention)) ?? null;
}
