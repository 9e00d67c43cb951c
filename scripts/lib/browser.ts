import { type Browser, chromium } from 'playwright-core';

/** What Chromium needs to run as root in a closed network. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Debian's Chromium, or the one that `CHROMIUM_PATH` names. */
export const LAUNCH = { executablePath: process.env.CHROMIUM_PATH || '/usr/bin/chromium', args: FLAGS };

/** @param flags beside the usual ones */
export function launchBrowser(flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ ...LAUNCH, args: [...FLAGS, ...flags] });
}
