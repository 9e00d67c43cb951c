import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { PAGE_ROWS } from '@inkroom/shared';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser } from '../lib/browser.ts';
import { type Percentiles, percentiles } from '../lib/percentiles.ts';
import { type PrivateStack, startPrivateStack } from '../lib/private-stack.ts';
import { joinRoom, openRoom } from '../replay/connect.ts';
import { drawStrokes } from '../replay/pen.ts';
import { FilledPage, POINTS } from './filled-page.ts';
import { clockMs } from './latency/clock.ts';
import { CrowdProcess } from './latency/crowd.ts';
import type { BenchResult, Value } from './result.ts';
import { PHONE, SLOWED, writeInOwnPlace } from './way-in.ts';
import { probe, type Seen, scriptBytes } from './web-probe.ts';

const WARM_UP = 1;
const SAMPLES = 10;
const SHIFT_SAMPLES = 3;
const DRAWERS = 30;
const PAGE_POINTS = 20_000;
/** ms of drawing before frames count, and in which they do. */
const DRAWING_WARM_UP_MS = 3_000;
const DRAWING_MS = 10_000;
/** ms after each step in which something may still move. */
const SETTLE_MS = 700;
const APPEAR_MS = 60_000;
const LINE = [60, 60, 0.5, 0, 200, 200, 0.5, 60];
const LAPTOP: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };

type Progress = (share: number, detail: string) => void;

/** How soon the app is there and how smoothly it runs, in a browser. How even frames are depends on the machine more than all else. */
export async function benchWeb(progress: Progress): Promise<BenchResult[]> {
  const stack = await startPrivateStack({ web: true });
  const browser = await launchBrowser();
  try {
    return [
      ...(await measureArrival(stack, browser, (share) => progress(0.4 * share, 'arriving'))),
      ...(await measureDrawing(stack, browser, (detail) => progress(0.5, detail))),
      ...(await measureShifts(stack, browser, 'laptop', (share) => progress(0.7 + 0.15 * share, 'laptop'))),
      ...(await measureShifts(stack, browser, 'phone', (share) => progress(0.85 + 0.15 * share, 'phone'))),
    ];
  } finally {
    await browser.close();
    await stack.stop();
  }
}

/** Has a browser that has never been here open a link, and go in by its door without a thought. */
async function visit<T>(
  browser: Browser,
  { link, options, slowed = 1 }: { link: string; options: BrowserContextOptions; slowed?: number },
  measure: (page: Page, seen: () => Promise<Seen>) => Promise<T>,
): Promise<T> {
  // A service worker hands scripts on as they are when unpacked.
  const context = await browser.newContext({ ...options, locale: 'en-GB', serviceWorkers: 'block' });
  try {
    context.setDefaultTimeout(APPEAR_MS);
    await context.addInitScript(probe);
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowed });
    await page.goto(link, { waitUntil: 'commit' });
    await page.waitForFunction(() => window.seen.usable !== null);
    return await measure(page, () => page.evaluate(() => window.seen));
  } finally {
    await context.close();
  }
}

async function measureArrival(
  { url }: PrivateStack,
  browser: Browser,
  progress: (share: number) => void,
): Promise<BenchResult[]> {
  const [times, sizes]: [number[], number[]] = [[], []];
  for (let i = 0; i < WARM_UP + SAMPLES; i++) {
    progress(i / (WARM_UP + SAMPLES));
    const { roomId, writeKey } = await openRoom(url, 'Benchmark');
    const link = `${url}/r/${roomId}#${writeKey}`;
    await visit(browser, { link, options: PHONE, slowed: SLOWED }, async (page, seen) => {
      // What is said to be possible is done.
      await writeInOwnPlace(page, await page.context().newCDPSession(page));
      if (i < WARM_UP) return;
      times.push((await seen()).usable!);
      sizes.push(await page.evaluate(scriptBytes));
    });
  }
  return [
    row('javascript', {}, 'kB', sizes.length, { value: Math.round(Math.max(...sizes) / 100) / 10 }),
    row('interactive', { slowed: SLOWED }, 'ms', times.length, percentiles(times)!),
  ];
}

/** All of the page is in sight, and all who draw. */
async function measureDrawing(
  { url, gatewayUrl }: PrivateStack,
  browser: Browser,
  progress: (detail: string) => void,
): Promise<BenchResult[]> {
  progress('filling a page');
  const filled = await FilledPage.open(gatewayUrl, PAGE_ROWS);
  await filled.fill(PAGE_POINTS / POINTS);
  filled.stop();
  const { roomId, writeKey: key } = filled.room;
  const crowd = await CrowdProcess.join({
    ...{ gatewayUrl, roomId, key, count: DRAWERS, people: 'sockets' },
    ...{ firstCell: 0, cells: DRAWERS },
  });
  try {
    progress(`${DRAWERS} drawing`);
    return await visit(browser, { link: `${url}/r/${roomId}#${key}`, options: LAPTOP }, async (page, seen) => {
      await page.getByTestId('zoom-fit').click();
      const from = clockMs() + DRAWING_WARM_UP_MS;
      const drawing = crowd.draw(from, from + DRAWING_MS);
      await delay(DRAWING_WARM_UP_MS);
      const begun = (await seen()).frames.length;
      await delay(DRAWING_MS);
      const { frames, longTasks } = await seen();
      await drawing;
      const times = frames.slice(begun + 1).map((at, i) => at - frames[begun + i]!);
      const params = { drawers: DRAWERS, points: PAGE_POINTS };
      return [
        { ...row('frame', params, 'ms', times.length, percentiles(times)!), note: `load ${loadavg()[0]!.toFixed(1)}` },
        row('long-task', params, 'ms', longTasks.length, { value: Math.max(0, ...longTasks) }),
      ];
    });
  } finally {
    crowd.stop();
  }
}

/** What jumps by itself, or because of what somebody does: where input was recent counts like all else. */
async function measureShifts(
  { url }: PrivateStack,
  browser: Browser,
  device: 'laptop' | 'phone',
  progress: (share: number) => void,
): Promise<BenchResult[]> {
  /** Of the visit in which most jumped: how far, by step and what. */
  let worst = new Map<string, number>();
  const total = (of: typeof worst) => [...of.values()].reduce((sum, value) => sum + value, 0);
  for (let i = 0; i < SHIFT_SAMPLES; i++) {
    progress(i / SHIFT_SAMPLES);
    const { roomId, hostKey, writeKey } = await openRoom(url, 'Benchmark');
    const host = await joinRoom(url, roomId, { name: 'Host', key: hostKey });
    const link = `${url}/r/${roomId}#${writeKey}`;
    const at = device === 'laptop' ? LAPTOP : PHONE;
    await visit(browser, { link, options: at }, async (page, seen) => {
      const jumped: typeof worst = new Map();
      let before = 0;
      const look = async (step: string) => {
        await delay(SETTLE_MS);
        const { shifts } = await seen();
        for (const { value, moved } of shifts.slice(before)) {
          const what = `${step}: ${moved}`;
          jumped.set(what, (jumped.get(what) ?? 0) + value);
        }
        before = shifts.length;
      };
      await look('entering');
      await drawStrokes(host, 0, [LINE]);
      await page.locator('[data-testid=cell-0][data-strokes="1"]').waitFor();
      await look('ink');
      host.growPage();
      await page.locator(`[role=grid][aria-rowcount="${PAGE_ROWS + 1}"]`).waitFor();
      await look('row');
      host.beginPage(8);
      await page.locator('[data-testid=page-number][data-page="2"]').waitFor();
      await look('page turn');
      // A press on the tab that is open closes the panel.
      for (const _ of ['opened', 'closed']) {
        await page.getByTestId('tab-train').click();
        await look('panel');
      }
      await page.keyboard.press('g');
      await page.locator('[data-testid^=cell-][aria-selected=true]').waitFor();
      await look('selected cell');
      if (total(jumped) > total(worst)) worst = jumped;
    });
    await host.stop();
  }
  const rounded = (value: number) => Math.round(value * 1e4) / 1e4;
  const result = row('layout-shift', { device }, 'score', SHIFT_SAMPLES, { value: rounded(total(worst)) });
  if (worst.size === 0) return [result];
  return [{ ...result, note: [...worst].map(([what, value]) => `${what} ${rounded(value)}`).join('; ') }];
}

function row(
  name: string,
  params: BenchResult['params'],
  unit: string,
  n: number,
  figure: Value | Percentiles,
): BenchResult {
  return { name: `web ${name}`, params, unit, n, ...figure };
}
