import { IntlMessageFormat } from 'intl-messageformat';
import type { CodedError } from './protocol/coded-error.js';
import { FILE_FAULT_MESSAGES, type FileFaultCode, LAYER_FAULT_MESSAGES } from './protocol/file-faults.js';
import { codedError, type Result } from './result.js';

export type FaultValues = Readonly<Record<string, string | number>>;

/** Why a model's file cannot be used, as the error's `details.fault` has it: the code, and the values of its sentence. */
export type FileFault = { code: FileFaultCode } & FaultValues;

/** Names that a file gives may be of any length. */
const VALUE_MAX = 100;

/** @returns `layers_invalid` or `artifact_corrupt`, with `details` {fault: {@link FileFault}, reason: the fault in English} */
export function fileFault(code: FileFaultCode, values: FaultValues = {}): CodedError {
  const short = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.slice(0, VALUE_MAX) : value,
    ]),
  );
  const reason = new IntlMessageFormat(FILE_FAULT_MESSAGES[code], 'en-GB').format(short) as string;
  return codedError(code in LAYER_FAULT_MESSAGES ? 'layers_invalid' : 'artifact_corrupt', {
    fault: { code, ...short },
    reason,
  });
}

/** A failed result of {@link fileFault}. */
export function failFile(code: FileFaultCode, values?: FaultValues): Result<never> {
  return { ok: false, error: fileFault(code, values) };
}
