import { ERROR_MESSAGES } from './protocol/error-messages.js';
import type { ErrorCode } from './protocol/errors.js';

/** The English sentence of an error. In a browser the app has its own, and this file another in its place (`apps/web/next.config.ts`). */
export function messageOf(code: ErrorCode): string {
  return ERROR_MESSAGES[code];
}
