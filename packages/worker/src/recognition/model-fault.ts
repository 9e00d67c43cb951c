import type { CodedError } from '@inkroom/shared';
import type { Logger } from 'pino';
import { faultOf } from '../fault.js';

/** Why a version cannot be used, of what was thrown while it was. Where it is not to blame the cause is for the log alone. */
export function modelFault(versionId: string, thrown: unknown, log: Logger): CodedError {
  const { code, message, details } = faultOf(thrown);
  if (code !== 'artifact_corrupt') log.error({ err: thrown, versionId }, 'a model failed, by no fault of its own');
  return { code, message, details: { versionId, ...details } };
}
