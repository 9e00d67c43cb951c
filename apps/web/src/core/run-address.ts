/** What a run's link has beside its room's. */
const NAME = 'run';

/** The number of the run that this page's address names, or null. */
export function runInAddress(): number | null {
  const number = Number(new URLSearchParams(window.location.search).get(NAME));
  return Number.isSafeInteger(number) && number > 0 ? number : null;
}

/** Names a run in the address, so that it can be copied from there, or none. */
export function putRunInAddress(number: number | null): void {
  const url = new URL(window.location.href);
  if (number === null) url.searchParams.delete(NAME);
  else url.searchParams.set(NAME, `${number}`);
  // Null, for Next ignores states that are its own.
  window.history.replaceState(null, '', `${url.pathname}${url.search}${url.hash}`);
}
