import { mkdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CELL_SIZE, POINT_STRIDE } from '@inkroom/shared';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core';
import { LAUNCH } from '../../scripts/lib/browser.ts';
import { root } from '../../scripts/lib/root.mjs';
import type { WrittenDigit } from '../../scripts/replay/digit-file.ts';
import { placeDigit } from '../../scripts/replay/place-digit.ts';
import { listenToConsoles } from './consoles.ts';

/** Where pictures of pages are left that failed a test. */
const PICTURES = join(root, '.inkroom/test-pictures');
/** ms within which a page hears of a tap, if ever. */
const TAP_HEARD_MS = 2_000;
/** ms that anything on a page may take to appear. */
export const APPEAR_MS = 20_000;

const USUAL = { viewport: { width: 1280, height: 800 }, locale: 'en-GB' };

/** Somebody at a browser of their own. */
export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
}

export async function visit(browser: Browser, options: BrowserContextOptions = {}): Promise<Visitor> {
  return visitorOf(await browser.newContext({ ...USUAL, ...options }));
}

/** Somebody whose browser blocks the data of every site, by Chromium's own setting; their context is a browser of its own. */
export async function visitWithSiteDataBlocked(): Promise<Visitor> {
  const profile = await mkdtemp(join(tmpdir(), 'inkroom-profile-'));
  await mkdir(join(profile, 'Default'));
  const settings = { profile: { default_content_setting_values: { cookies: 2 } } };
  await writeFile(join(profile, 'Default/Preferences'), JSON.stringify(settings));
  const context = await chromium.launchPersistentContext(profile, { ...LAUNCH, ...USUAL });
  context.on('close', () => void rm(profile, { recursive: true, force: true, maxRetries: 5 }));
  return visitorOf(context);
}

async function visitorOf(context: BrowserContext): Promise<Visitor> {
  context.setDefaultTimeout(APPEAR_MS);
  listenToConsoles(context);
  return { context, page: await context.newPage() };
}

/** Leaves a picture of a page behind for whoever looks into a failure. */
export async function takePicture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  const path = join(PICTURES, `${name.replace(/\W+/g, '-')}.png`);
  await page.screenshot({ path }).catch(() => {});
}

export function cellOf(page: Page, cell: number): Locator {
  return page.getByTestId(`cell-${cell}`);
}

/** Goes in by a room's door, under a name, and is there. */
export async function enter({ page }: Visitor, name: string): Promise<void> {
  await page.getByTestId('join-name').fill(name);
  await page.getByTestId('join-submit').click();
  await waitForAttribute(page.getByTestId('connection-state'), 'data-state', 'online');
}

/** Waits until an element has an attribute of a value, or any value that fits. */
export async function waitForAttribute(locator: Locator, name: string, wanted: string | RegExp): Promise<string> {
  const deadline = Date.now() + APPEAR_MS;
  for (;;) {
    // In one piece within the page: a short-lived state is not missed between two looks.
    const value = await locator.getAttribute(name);
    if (value !== null && (typeof wanted === 'string' ? value === wanted : wanted.test(value))) return value;
    if (Date.now() > deadline) throw new Error(`${locator} has ${name}=${value}, not ${wanted}`);
    await locator.page().evaluate(() => new Promise((resolve) => setTimeout(resolve, 20)));
  }
}

/** Where a cell lies once the view rests; fails if something covers its middle. */
async function restingBox(page: Page, cell: number): Promise<{ x: number; y: number; width: number; height: number }> {
  await page.locator('[data-testid=page]:not([data-moving])').waitFor();
  const box = await cellOf(page, cell).boundingBox();
  if (!box) throw new Error(`cell ${cell} is not on the page`);
  const there = await page.evaluate(
    ([x, y]) => document.elementFromPoint(x, y)?.closest('[data-testid]')?.getAttribute('data-testid') ?? 'nothing',
    [box.x + box.width / 2, box.y + box.height / 2] as const,
  );
  if (there !== `cell-${cell}`) throw new Error(`where cell ${cell} should be, at ${box.x}, ${box.y}, lies ${there}`);
  return box;
}

/** Points of a digit's strokes where a pen would go on this page's screen. */
async function screenStrokes(page: Page, cell: number, digit: WrittenDigit): Promise<{ x: number; y: number }[][]> {
  const box = await restingBox(page, cell);
  return placeDigit(digit).map((points) =>
    Array.from({ length: points.length / POINT_STRIDE }, (_, i) => ({
      x: box.x + ((points[i * POINT_STRIDE] ?? 0) / CELL_SIZE) * box.width,
      y: box.y + ((points[i * POINT_STRIDE + 1] ?? 0) / CELL_SIZE) * box.height,
    })),
  );
}

/**
 * Writes a digit with the mouse, by real pointer events.
 *
 * @param inTheMiddle what to look at while the pen is down, halfway through the first stroke
 */
export async function writeWithMouse(
  page: Page,
  cell: number,
  digit: WrittenDigit,
  inTheMiddle?: () => Promise<void>,
): Promise<void> {
  for (const [nth, stroke] of (await screenStrokes(page, cell, digit)).entries()) {
    for (const [i, { x, y }] of stroke.entries()) {
      await page.mouse.move(x, y);
      if (i === 0) await page.mouse.down();
      if (nth === 0 && i === stroke.length >> 1) await inTheMiddle?.();
    }
    await page.mouse.up();
  }
}

/** Writes a digit with a finger. */
export async function writeWithFinger(page: Page, cell: number, digit: WrittenDigit): Promise<void> {
  const session = await page.context().newCDPSession(page);
  try {
    for (const stroke of await screenStrokes(page, cell, digit)) {
      for (const [i, point] of stroke.entries()) {
        const type = i === 0 ? 'touchStart' : 'touchMove';
        await session.send('Input.dispatchTouchEvent', { type, touchPoints: [point] });
      }
      await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    }
  } finally {
    await session.detach();
  }
}

/**
 * Taps with a finger, again if need be: a tap within two tenths of a second of a quick finger's lifting is taken by Chromium for
 * the end of that movement, and the page never hears of it.
 *
 * @param shown what the tap brings onto the page
 */
export async function tapFor(target: Locator, shown: Locator): Promise<void> {
  const deadline = Date.now() + APPEAR_MS;
  while (!(await shown.isVisible())) {
    if (Date.now() > deadline) throw new Error(`${shown} does not show, however often ${target} is tapped`);
    const ear = await target.evaluateHandle(
      (element, patience) => ({
        heard: new Promise<boolean>((resolve) => {
          element.addEventListener('click', () => resolve(true), { once: true });
          setTimeout(() => resolve(false), patience);
        }),
      }),
      TAP_HEARD_MS,
    );
    await target.tap();
    if (await ear.evaluate(({ heard }) => heard)) return shown.waitFor();
  }
}

/** Moves the mouse, pressed, across a cell from edge to edge: what an eraser does. */
export async function wipeCell(page: Page, cell: number): Promise<void> {
  const box = await restingBox(page, cell);
  const steps = 12;
  const at = (i: number) => 0.15 + (0.7 * i) / steps;
  await page.mouse.move(box.x + box.width * at(0), box.y + box.height * at(0));
  await page.mouse.down();
  for (let i = 0; i <= steps; i++) await page.mouse.move(box.x + box.width * at(i), box.y + box.height * at(i));
  for (let i = steps; i >= 0; i--) await page.mouse.move(box.x + box.width * at(i), box.y + box.height * (1 - at(i)));
  await page.mouse.up();
}

/** Taps the middle of an element with the mouse, as a person does who sees it. */
export async function tap(page: Page, locator: Locator): Promise<void> {
  const box = await locator.boundingBox();
  if (!box) throw new Error(`${locator} is not on the page`);
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
}
