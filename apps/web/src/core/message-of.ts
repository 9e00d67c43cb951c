/** Stands in for the English sentences of errors, see `next.config.ts`: texts are found by code. */
export function messageOf(code: string): string {
  return code;
}
