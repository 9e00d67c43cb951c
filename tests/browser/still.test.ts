import { createRoom } from '@inkroom/client';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probe } from '../../scripts/bench/web-probe.ts';
import { launchBrowser } from '../../scripts/lib/browser.ts';
import { type PrivateStack, startPrivateStack } from '../../scripts/lib/private-stack.ts';
import { joinRoom } from '../../scripts/replay/connect.ts';
import { drawStrokes } from '../../scripts/replay/pen.ts';
import { cellOf, visit, waitForAttribute } from '../support/browser.ts';

declare global {
  interface Window {
    /** Where each page went that was turned, and whether a pointer meets it. */
    slides: string[];
  }
}

const LINE = [60, 60, 0.5, 0, 200, 200, 0.5, 60];

describe('a room that others change', () => {
  let stack: PrivateStack;
  let browser: Browser;

  beforeAll(async () => {
    stack = await startPrivateStack({ web: true });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  it.each([
    ['a laptop', { width: 1280, height: 800 }],
    ['a phone', { width: 390, height: 844 }],
  ])('stands still on %s while somebody enters, ink and rows come and pages turn', async (_device, viewport) => {
    const room = await createRoom(stack.url);
    if (!room.ok) throw new Error(room.error.code);
    const { roomId, hostKey, writeKey } = room.value;
    const host = await joinRoom(stack.url, roomId, { name: 'Ms Sato', key: hostKey });
    const { context, page } = await visit(browser, { viewport });
    await context.addInitScript(probe);
    await page.goto(`${stack.url}/r/${roomId}#${writeKey}`);
    const rests = async () => {
      await page.locator('[data-testid=page]:not([data-moving])').waitFor();
      // What was laid out is told of with the frame after it.
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    };
    await waitForAttribute(page.getByTestId('connection-state'), 'data-state', 'online');
    await rests();
    await drawStrokes(host, 0, [LINE]);
    await waitForAttribute(cellOf(page, 0), 'data-strokes', '1');
    const rows = Number(await page.getByRole('grid').getAttribute('aria-rowcount'));
    host.growPage();
    await waitForAttribute(page.getByRole('grid'), 'aria-rowcount', String(rows + 1));
    await rests();
    // A page slides off the way it is turned, over the one that comes, and is gone: it moves nothing, and shields no pen.
    await page.evaluate(() => {
      new MutationObserver((records) => {
        for (const node of records.flatMap(({ addedNodes }) => [...addedNodes])) {
          if (!(node instanceof HTMLElement) || node.dataset.testid !== 'turned-page') continue;
          const slide = node.getAnimations()[0]!.effect as KeyframeEffect;
          window.slides.push(`${slide.getKeyframes().at(-1)!.transform} ${getComputedStyle(node).pointerEvents}`);
        }
      }).observe(document.querySelector('[data-testid=page]')!, { childList: true, subtree: true });
      window.slides = [];
    });
    const slides = () => page.evaluate(() => window.slides);
    host.beginPage(8);
    await waitForAttribute(page.getByTestId('page-number'), 'data-page', '2');
    await page.getByTestId('page-turned').waitFor();
    await rests();
    const { shifts } = await page.evaluate(() => window.seen);
    expect(shifts).toEqual([]);
    await page.getByTestId('turned-page').waitFor({ state: 'detached' });
    expect(await slides()).toEqual(['translateX(-103%) none']);
    host.turnPage(1);
    await waitForAttribute(page.getByTestId('page-number'), 'data-page', '1');
    await page.getByTestId('turned-page').waitFor({ state: 'detached' });
    await rests();
    expect((await slides())[1]).toBe('translateX(103%) none');
    await page.emulateMedia({ reducedMotion: 'reduce' });
    host.turnPage(2);
    await waitForAttribute(page.getByTestId('page-number'), 'data-page', '2');
    await rests();
    expect(await slides()).toHaveLength(2);
    await host.stop();
    await context.close();
  });
});
