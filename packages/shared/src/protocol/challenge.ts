import { z } from 'zod';

/** Digits of a number that is dictated, at most: the last row reads it at a glance, and a phone shows four cells in a row. */
export const DICTATED_DIGITS_MAX = 4;
/** Times that a challenge may last, seconds: shorter nobody can write, longer is no challenge. */
const [SECONDS_MIN, SECONDS_MAX] = [5, 120];

export const dictatedNumberSchema = z
  .string()
  .regex(new RegExp(`^[0-9]{1,${DICTATED_DIGITS_MAX}}$`))
  .describe('a number of one to four digits, zeros in front included');
export const challengeSecondsSchema = z.number().int().min(SECONDS_MIN).max(SECONDS_MAX);

/** A number that a host dictates: everybody writes it on a page, a digit a cell, until the time is up. */
export const challengeSchema = z.strictObject({
  number: z.string(),
  by: z.string().describe('person'),
  page: z.number().int(),
  at: z.number().describe('when it began, ms since the epoch; tells one challenge from another'),
  until: z.number().describe('when it ends, ms since the epoch'),
});
export type Challenge = z.infer<typeof challengeSchema>;

/** The digit of a challenge that somebody writes in a cell. */
export const dictatedSchema = z
  .strictObject({ at: z.number().describe('of the challenge'), nth: z.number().int().describe('from 0') })
  .describe('which digit of which challenge the author of the cell has begun in it; only while it holds ink');
export type Dictated = z.infer<typeof dictatedSchema>;
