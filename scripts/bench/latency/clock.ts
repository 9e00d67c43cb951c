/** ms of a clock that all processes of this machine share (`performance.now()` starts anew in each). */
export function clockMs(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000;
}
