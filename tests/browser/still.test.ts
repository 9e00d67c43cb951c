import { createRoom } from '@inkroom/client';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probe } from '../../scripts/bench/web-probe.ts';
import { launchBrowser } from '../../scripts/lib/browser.ts';
import { type PrivateStack, startPrivateStack } from '../../scripts/lib/private-stack.ts';
import { joinRoom } from '../../scripts/replay/connect.ts';
import { drawStrokes } from '../../scripts/replay/pen.ts';
import { APPEAR_MS, cellOf, visit, waitForAttribute } from '../support/browser.ts';
import { overPaper } from '../support/over-paper.ts';

declare global {
  interface Window {
    /** Where each page went that was turned, and whether a pointer meets it. */
    slides: string[];
  }
}

/** The screens of a classroom, and how much of each the first look may give to anything but paper and its bars. */
const SCREENS = {
  monitor: { width: 1920, height: 1080 },
  laptop: { width: 1440, height: 900 },
  'small laptop': { width: 1024, height: 600 },
  'phone held across': { width: 844, height: 390 },
  phone: { width: 390, height: 844 },
} as const;
/** What is seen of fingers' targets in CSS pixels, but for what the paper itself offers. */
const FINGER = 44;
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
  ])(
    'stands still on %s while somebody enters, ink and rows come, pages turn and panels open',
    async (_device, viewport) => {
      const room = await createRoom(stack.url);
      if (!room.ok) throw new Error(room.error.code);
      const { roomId, hostKey, writeKey } = room.value;
      const host = await joinRoom(stack.url, roomId, { name: 'Ms Sato', key: hostKey });
      const { context, page } = await visit(browser, { viewport });
      await context.addInitScript(probe);
      await page.goto(`${stack.url}/r/${roomId}#${writeKey}`);
      const still = async (step: string) => {
        const { shifts } = await page.evaluate(() => window.seen);
        expect(shifts, step).toEqual([]);
      };
      const rests = async () => {
        await page.locator('[data-testid=page]:not([data-moving])').waitFor();
        // What was laid out is told of with the frame after it.
        await page.evaluate(
          () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
        );
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
      await still('entering, ink, a row and a page turn');
      await page.getByTestId('turned-page').waitFor({ state: 'detached' });
      expect(await slides()).toEqual(['translateX(-103%) none']);
      host.turnPage(1);
      await waitForAttribute(page.getByTestId('page-number'), 'data-page', '1');
      await page.getByTestId('turned-page').waitFor({ state: 'detached' });
      await rests();
      expect((await slides())[1]).toBe('translateX(103%) none');
      await still('turning back to a page of another size');
      await page.emulateMedia({ reducedMotion: 'reduce' });
      host.turnPage(2);
      await waitForAttribute(page.getByTestId('page-number'), 'data-page', '2');
      await rests();
      expect(await slides()).toHaveLength(2);
      await still('a page turn without a motion');
      // A press on the tab that is open closes the panel.
      for (const tab of ['tab-train', 'tab-train', 'tab-inspect'] as const) {
        await page.getByTestId(tab).click();
        // What moves for ever, as the hint where to write, is not waited for.
        await page.waitForFunction(() =>
          document
            .getAnimations()
            .every((one) => one.playState !== 'running' || one.effect?.getComputedTiming().endTime === Infinity),
        );
        await rests();
        await still(tab);
      }
      await page.keyboard.press('g');
      await page.locator('[role=gridcell][aria-selected=true]').waitFor();
      await rests();
      await still('selecting a cell');
      await host.stop();
      await context.close();
    },
  );

  it('keeps its paper free on every screen: of tools, of notices, of a panel that nobody has asked for', async () => {
    const room = await createRoom(stack.url);
    if (!room.ok) throw new Error(room.error.code);
    const { roomId, hostKey, writeKey } = room.value;
    const host = await joinRoom(stack.url, roomId, { name: 'Ms Sato', key: hostKey });
    await drawStrokes(host, 0, [LINE]);
    for (let i = 0; i < 2; i++) host.growPage();
    host.beginPage(8);
    for (const [screen, viewport] of Object.entries(SCREENS)) {
      const touched = screen.startsWith('phone');
      const { context, page } = await visit(browser, { viewport, hasTouch: touched, isMobile: touched });
      await context.addInitScript(probe);
      await page.goto(`${stack.url}/r/${roomId}#${writeKey}`);
      await waitForAttribute(page.getByTestId('connection-state'), 'data-state', 'online');
      expect.soft(await page.getByTestId('side-panel').count(), screen).toBe(0);
      const { width, height } = (await page.getByTestId('page').boundingBox())!;
      expect.soft((width * height) / (viewport.width * viewport.height), screen).toBeGreaterThan(0.6);
      // Two notices at once, that stay.
      host.setApart(true);
      await page.getByTestId('page-back').click();
      await page.getByTestId('apart-notice').waitFor({ state: 'attached' });
      await page.getByTestId('looking-elsewhere').waitFor();
      expect.soft(await overPaper(page), screen).toEqual([]);
      if (touched) expect.soft(await tooSmall(page), screen).toEqual([]);
      // Beside the panel as well, and with the words of one laid open.
      await page.getByTestId('tab-inspect').click();
      await page.getByTestId('side-panel').waitFor();
      // At its first opening, too, the page comes out from under it where all of its width has room.
      if (screen === 'laptop') {
        const panel = page.getByTestId('side-panel');
        await expect
          .poll(
            async () => {
              const { x, width } = (await cellOf(page, 7).boundingBox())!;
              return x + width <= (await panel.boundingBox())!.x;
            },
            { timeout: APPEAR_MS },
          )
          .toBe(true);
      }
      await expect.poll(() => coveredNotices(page), { message: screen, timeout: APPEAR_MS }).toEqual([]);
      const sign = page.locator('[data-line-notice] [data-sign]:visible').first();
      if (await sign.isVisible()) await sign.click();
      await expect.poll(() => coveredNotices(page), { message: screen, timeout: APPEAR_MS }).toEqual([]);
      await page.getByTestId('tab-inspect').click();
      host.setApart(false);
      await page.getByTestId('apart-notice').waitFor({ state: 'detached' });
      // While pens rest, and where not all of the page is seen.
      host.submit({ kind: 'room.pause', paused: true });
      await page.getByTestId('pause-notice').waitFor();
      for (let i = 0; i < 3; i++) await page.keyboard.press('+');
      await page.locator('[data-testid=page]:not([data-moving])').waitFor();
      expect
        .soft(await page.getByTestId('mini-map').isVisible(), screen)
        .toBe(screen === 'monitor' || screen === 'laptop');
      expect.soft(await overPaper(page), screen).toEqual([]);
      host.submit({ kind: 'room.pause', paused: false });
      await page.getByTestId('pause-notice').waitFor({ state: 'detached' });
      await context.close();
    }
    await host.stop();
  });
});

/** Notices of which some is not seen: at its ends or in its middle something else is met. */
function coveredNotices(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const all = [...document.querySelectorAll<HTMLElement>('[data-line-notice] > *')];
    const open = all.filter((one) => one.closest('[data-open]'));
    return (open.length > 0 ? open : all)
      .filter((one) => {
        const { left, right, top, height } = one.getBoundingClientRect();
        const at = [left + 8, (left + right) / 2, right - 8].map((x) => document.elementFromPoint(x, top + height / 2));
        return right - left < 40 || at.some((met) => !one.contains(met));
      })
      .map(
        (one) => `${one.dataset.testid} ${one.getBoundingClientRect().left} to ${one.getBoundingClientRect().right}`,
      );
  });
}

/** What a finger would miss: of each button what hears a press, in either direction. */
function tooSmall(page: Page): Promise<string[]> {
  return page.evaluate((finger) => {
    const all = [...document.querySelectorAll<HTMLElement>('[data-testid=room] :is(button, a, [role=tab])')];
    return all
      .filter((one) => one.closest('[data-testid=page]') === null && one.checkVisibility({ visibilityProperty: true }))
      .filter((one) => {
        const { width, height } = one.getBoundingClientRect();
        // A skip link is there for keys alone.
        return width > 2 && (width < finger || height < finger);
      })
      .map((one) => `${one.dataset.testid ?? one.textContent} ${one.offsetWidth} x ${one.offsetHeight}`);
  }, FINGER);
}
