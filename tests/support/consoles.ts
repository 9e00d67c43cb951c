import type { BrowserContext } from 'playwright-core';

/** What browsers say by themselves, whatever the page does, of connections and requests that nothing answers, or that a reload cuts. */
export const SERVER_AWAY =
  /WebSocket connection to .* failed|Failed to load resource: (net::ERR_|.* status of 50\d)|interrupted while the page was loading|Failed to fetch RSC payload|establish a connection to the server/;

const troubles: string[] = [];
let announced: RegExp[] = [];

/** An error at a console, or an uncaught one: it fails the test that runs, unless that has announced it. */
export function noteTrouble(trouble: string): void {
  troubles.push(trouble);
}

/** Notes what all pages of a context tell of from now on. */
export function listenToConsoles(context: BrowserContext): void {
  context.on('weberror', (thrown) => noteTrouble(`uncaught: ${thrown.error()}`));
  // What the page's policy blocks and what it cannot load is written there by the browser.
  context.on('console', (message) => {
    if (message.type() === 'error') noteTrouble(`${message.text()} (${message.location().url})`);
  });
}

/** Says what consoles will tell of during this test, because it is the test's subject. */
export function announceTroubles(...expected: RegExp[]): void {
  announced.push(...expected);
}

/** All that was not announced, since it was asked for last. The next test announces its own. */
export function takeTroubles(): string[] {
  const unexpected = troubles.splice(0).filter((trouble) => !announced.some((pattern) => pattern.test(trouble)));
  announced = [];
  return unexpected;
}
