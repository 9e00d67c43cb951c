import { createRoom } from '@inkroom/client';
import type { Browser, BrowserContextOptions, CDPSession, Page } from 'playwright-core';
import { launchBrowser } from '../lib/browser.ts';
import { percentiles } from '../lib/percentiles.ts';
import { type PrivateStack, startPrivateStack } from '../lib/private-stack.ts';
import { joinRoom } from '../replay/connect.ts';
import type { BenchResult } from './result.ts';

const WARM_UP = 1;
const SAMPLES = 10;
const APPEAR_MS = 60_000;
/** A school's phone: its processor does a fourth of what this machine's does. */
export const SLOWED = 4;
export const PHONE: BrowserContextOptions = {
  ...{ viewport: { width: 390, height: 844 }, deviceScaleFactor: 3 },
  ...{ isMobile: true, hasTouch: true },
};
const WAYS = ['link', 'code'] as const;

/** What one person's way in took: ms from opening the address, and what came over the network. */
interface WayIn {
  door: number;
  ink: number;
  scriptBytes: number;
  allBytes: number;
}

/**
 * How long it takes somebody with a phone, who has never been here, from a link or from the lobby and a code to their first ink; and
 * what of it is scripts. Nobody has to think: what a person takes to type a code or a name is not in it.
 */
export async function benchWayIn(progress: (share: number, detail: string) => void): Promise<BenchResult[]> {
  const stack = await startPrivateStack({ web: true });
  const browser = await launchBrowser();
  try {
    const results: BenchResult[] = [];
    for (const [nth, way] of WAYS.entries()) {
      const all: WayIn[] = [];
      for (let i = 0; i < WARM_UP + SAMPLES; i++) {
        progress((nth + i / (WARM_UP + SAMPLES)) / WAYS.length, `by ${way}`);
        all.push(await comeIn(stack, browser, way));
      }
      results.push(...figures(way, all.slice(WARM_UP)));
    }
    return results;
  } finally {
    await browser.close();
    await stack.stop();
  }
}

function figures(way: string, all: readonly WayIn[]): BenchResult[] {
  const params = { way, slowed: SLOWED };
  const times = (['door', 'ink'] as const).map((what): BenchResult => {
    const values = all.map((one) => one[what]);
    return { name: `way-in to-${what}`, params, unit: 'ms', n: values.length, ...percentiles(values)! };
  });
  const bytes = (['scriptBytes', 'allBytes'] as const).map((what): BenchResult => {
    const most = Math.max(...all.map((one) => one[what]));
    const name = `way-in ${what === 'allBytes' ? 'all' : 'scripts'}`;
    return { name, params, unit: 'kB', n: all.length, value: Math.round(most / 100) / 10 };
  });
  return [...times, ...bytes];
}

async function comeIn({ url }: PrivateStack, browser: Browser, way: (typeof WAYS)[number]): Promise<WayIn> {
  const room = await createRoom(url, { title: 'Benchmark' });
  if (!room.ok) throw new Error(room.error.code);
  const { roomId, hostKey, writeKey } = room.value;
  const host = await joinRoom(url, roomId, { name: 'Host', key: hostKey });
  const context = await browser.newContext({ ...PHONE, locale: 'en-GB' });
  try {
    context.setDefaultTimeout(APPEAR_MS);
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWED });
    const bytes = await countBytes(session);
    const code = way === 'code' ? await host.showCode() : null;
    if (code && !code.ok) throw new Error(code.error.code);
    const from = performance.now();
    await page.goto(code ? url : `${url}/r/${roomId}#${writeKey}`, { waitUntil: 'commit' });
    if (code) {
      await page.getByTestId('join-code').fill(code.value.code);
      await page.getByTestId('join-by-code').tap();
    }
    await page.getByTestId('join-name').waitFor();
    const door = performance.now() - from;
    await page.getByTestId('join-name').fill('Aki');
    await page.getByTestId('join-submit').tap();
    await writeInOwnPlace(page, session);
    return { door, ink: performance.now() - from, ...bytes() };
  } finally {
    await context.close();
    await host.stop();
  }
}

/** Bytes as they came over the network, heads included. */
async function countBytes(session: CDPSession): Promise<() => Pick<WayIn, 'scriptBytes' | 'allBytes'>> {
  const scripts = new Set<string>();
  let [scriptBytes, allBytes] = [0, 0];
  session.on('Network.requestWillBeSent', ({ requestId, type }) => {
    if (type === 'Script') scripts.add(requestId);
  });
  session.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Script') scripts.add(requestId);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    allBytes += encodedDataLength;
    if (scripts.has(requestId)) scriptBytes += encodedDataLength;
  });
  await session.send('Network.enable');
  return () => {
    return { scriptBytes, allBytes };
  };
}

/** Draws a line with a finger into the cell that waits for one, and waits until it is there. */
export async function writeInOwnPlace(page: Page, session: CDPSession): Promise<void> {
  const place = page.getByTestId('my-place');
  await place.waitFor();
  await page.locator('[data-testid=page]:not([data-moving])').waitFor();
  const cell = page.getByTestId(`cell-${await place.getAttribute('data-cell')}`);
  const box = await cell.boundingBox();
  if (!box) throw new Error('the cell that waits is not on the page');
  for (const share of [0.2, 0.4, 0.6, 0.8]) {
    const point = { x: box.x + box.width / 2, y: box.y + share * box.height };
    const type = share === 0.2 ? 'touchStart' : 'touchMove';
    await session.send('Input.dispatchTouchEvent', { type, touchPoints: [point] });
  }
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await page.locator('[data-testid^=cell-][data-strokes="1"]').waitFor();
}
