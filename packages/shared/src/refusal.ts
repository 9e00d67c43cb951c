import type { z } from 'zod';
import type { CodedError } from './protocol/coded-error.js';
import { POINT_STRIDE } from './protocol/constants.js';
import { codedError } from './result.js';

/** Enough to see what is wrong; a hostile payload has thousands. */
const ISSUES_TOLD = 5;

/** What is wrong with a payload that its schema refused. */
export function refusalOf(error: z.ZodError): CodedError {
  const tooMany = error.issues.find(
    (issue) => issue.code === 'too_big' && issue.origin === 'array' && issue.path.at(-1) === 'points',
  );
  if (tooMany && 'maximum' in tooMany)
    return codedError('too_many_points', { max: Number(tooMany.maximum) / POINT_STRIDE });
  return codedError('invalid_payload', {
    issues: error.issues.slice(0, ISSUES_TOLD).map(({ path, message }) => ({ path: path.join('.'), message })),
  });
}
