import { messageOf } from './message-of.js';
import type { CodedError } from './protocol/coded-error.js';
import type { ErrorCode } from './protocol/errors.js';

export type Result<T> = { ok: true; value: T } | { ok: false; error: CodedError };

/** Makes the error value of a code; `message` replaces the registry's sentence where a better one is known. */
export function codedError(code: ErrorCode, details?: Record<string, unknown>, message?: string): CodedError {
  return { code, message: message ?? messageOf(code), ...(details ? { details } : {}) };
}

export function ok<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}

export function fail(
  code: ErrorCode,
  details?: Record<string, unknown>,
  message?: string,
): { ok: false; error: CodedError } {
  return { ok: false, error: codedError(code, details, message) };
}

/** Carries a coded error through code that must throw (a library's callback, a rejected promise). */
export class CodedException extends Error {
  readonly coded: CodedError;
  constructor(coded: CodedError, options?: ErrorOptions) {
    super(`${coded.code}: ${coded.message}`, options);
    this.name = 'CodedException';
    this.coded = coded;
  }
}

/** The coded error behind anything thrown; what is not ours becomes `internal` without leaking its text. */
export function toCodedError(thrown: unknown): CodedError {
  return thrown instanceof CodedException ? thrown.coded : codedError('internal');
}
