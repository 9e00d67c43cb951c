import { z } from 'zod';
import { DIGITS, SAMPLE_FORMATS } from './constants.js';
import { personSchema } from './people.js';

export const digitSchema = z.literal(DIGITS);
export type Digit = z.infer<typeof digitSchema>;

export const labelSchema = z.literal([...DIGITS, 'not-a-digit']).describe('What somebody says that a cell holds.');
export type Label = z.infer<typeof labelSchema>;

export const sampleFormatSchema = z.enum(SAMPLE_FORMATS);
export type SampleFormat = z.infer<typeof sampleFormatSchema>;

export const sampleRoleSchema = z
  .enum(['labelled', 'written'])
  .describe('What somebody’s samples are: those that they said what they are, or those that hold their writing.');
export type SampleRole = z.infer<typeof sampleRoleSchema>;

export const sampleCountsSchema = z.strictObject({
  training: z.number().int().min(0),
  holdout: z.number().int().min(0),
  perDigit: z.array(z.number()).describe('training samples of each digit'),
  notDigits: z.number().int().min(0).describe('training samples of “not a digit”, which are in no other count'),
});
export type SampleCounts = z.infer<typeof sampleCountsSchema>;

export const personSamplesSchema = z.strictObject({
  person: personSchema,
  labelled: z.number().int().min(0).describe('samples that they said what they are'),
  written: z.number().int().min(0).describe('samples that hold their writing'),
});
export type PersonSamples = z.infer<typeof personSamplesSchema>;
