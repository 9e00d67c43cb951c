import { createRoom, memoryStorage, RoomClient } from '@inkroom/client';
import { CELL_SIZE, POINT_STRIDE } from '@inkroom/shared';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../scripts/lib/browser.ts';
import { type PrivateStack, startPrivateStack } from '../../scripts/lib/private-stack.ts';
import { cellOf, enter, takePicture, tap, type Visitor, visit, waitForAttribute } from '../support/browser.ts';
import { Hands, type Spot } from '../support/hands.ts';

/** Down a cell, as a 1 is written. */
const DOWN: readonly Spot[] = [0.25, 0.4, 0.6, 0.8].map((y) => [0.4, y] as const);

describe('every hand, in a browser on a started stack', () => {
  let stack: PrivateStack;
  let browser: Browser;
  let visitor: Visitor;
  let page: Page;
  let hands: Hands;
  /** Who sees what the others see. */
  let emi: RoomClient;

  beforeAll(async () => {
    stack = await startPrivateStack({ web: true });
    browser = await launchBrowser();
    visitor = await visit(browser, { hasTouch: true });
    ({ page } = visitor);
    const room = await createRoom(stack.url, { title: 'Hands' });
    if (!room.ok) throw new Error(room.error.code);
    const { roomId, writeKey } = room.value;
    await page.goto(`${stack.url}/r/${roomId}#${writeKey}`);
    await enter(visitor, 'Aki');
    await page.locator('[data-testid=page]:not([data-moving])').waitFor();
    hands = await Hands.at(page);
    emi = new RoomClient({ gatewayUrl: stack.url, roomId, key: writeKey, storage: memoryStorage(), name: 'Emi' });
    await emi.start();
  });
  afterAll(async () => {
    await emi?.stop();
    await browser?.close();
    await stack?.stop();
  });
  beforeEach(({ task, onTestFailed }) => {
    onTestFailed(async () => {
      await takePicture(page, task.name);
      console.error(stack?.lines.slice(-30).join('\n'));
    });
  });

  /** Waits until others have so many strokes of a cell. */
  const strokes = (cell: number, count: number) => expect.poll(() => emi.strokesOf(cell).length).toBe(count);
  const xsOf = (cell: number) =>
    emi.strokesOf(cell).flatMap(({ points }) => points.filter((_, i) => i % POINT_STRIDE === 0));
  const view = () => page.getByRole('grid').evaluate((grid) => grid.getAttribute('style'));
  const rests = () => page.locator('[data-testid=page]:not([data-moving])').waitFor();

  async function writeWithPen(cell: number, meanwhile?: () => Promise<void>): Promise<void> {
    for (const [i, spot] of DOWN.entries()) {
      const at = await hands.place(cell, spot);
      if (i === 0) await hands.penDown(at);
      else await hands.penTo(at);
      if (i === 1) await meanwhile?.();
    }
    await hands.penUp();
  }

  it('leaves a dot where a pen, a mouse or a finger is pressed and not moved', async () => {
    const middle: Spot = [0.5, 0.5];
    const place = await hands.place(0, middle);
    await page.mouse.click(place.x, place.y);
    await strokes(0, 1);
    await hands.touch({ 1: await hands.place(1, middle) });
    await hands.lift();
    await strokes(1, 1);
    await hands.penDown(await hands.place(2, middle));
    await hands.penUp();
    await strokes(2, 1);
    expect([0, 1, 2].map((cell) => emi.strokesOf(cell)[0]!.points.length)).toEqual([4, 4, 4]);
  });

  it('zooms nothing where a pen taps twice, and writes nothing into a digit that is only looked at', async () => {
    const before = await view();
    const at = await hands.place(3, [0.5, 0.5]);
    for (let i = 0; i < 2; i++) {
      await hands.penDown(at);
      await hands.penUp();
    }
    await strokes(3, 2);
    await rests();
    expect(await view()).toBe(before);

    await hands.penDown(await hands.place(0, [0.2, 0.8]));
    await hands.penUp();
    await waitForAttribute(cellOf(page, 0), 'aria-selected', 'true');
    await strokes(0, 1);
  });

  it('lets a pen write beside two palms that lie there', async () => {
    await hands.touch({ 1: await hands.place(13, [0.7, 0.9]) });
    await hands.touch({ 2: await hands.place(14, [0.5, 0.9]) });
    const before = await view();
    await writeWithPen(5, async () => hands.touch({ 1: await hands.place(13, [0.75, 0.85]) }));
    await hands.lift();
    await strokes(5, 1);
    expect(Math.max(...xsOf(5))).toBeLessThan(0.6 * CELL_SIZE);
    expect(await view()).toBe(before);
    expect([13, 14].map((cell) => emi.strokesOf(cell).length)).toEqual([0, 0]);
  });

  it('lets a pen write over a pinch that is under way, and holds the paper still under it', async () => {
    const [a, b] = [await hands.place(17, [0.5, 0.5]), await hands.place(19, [0.5, 0.5])];
    const before = await view();
    await hands.touch({ 1: a });
    await hands.touch({ 2: b });
    await hands.touch({ 2: { x: b.x + 30, y: b.y } });
    await expect.poll(view).not.toBe(before);
    await rests();
    const pinched = await view();
    await writeWithPen(18, () => hands.touch({ 2: { x: b.x + 120, y: b.y + 60 } }));
    await hands.lift();
    await strokes(18, 1);
    await rests();
    expect(await view()).toBe(pinched);
    await page.getByTestId('page').evaluate((root) => root.focus());
    await page.keyboard.press('Shift+Digit1');
    await rests();
  });

  it('keeps what a pen had written when the browser takes it away', async () => {
    await page.evaluate(() => {
      const keep = (event: PointerEvent) => Object.assign(window, { lastPointer: event.pointerId });
      window.addEventListener('pointerdown', keep, { capture: true, once: true });
    });
    await writeWithPen(6, async () => {
      await page.evaluate(() => {
        const { lastPointer } = window as unknown as { lastPointer: number };
        const root = document.querySelector('[data-testid=page]')!;
        root.dispatchEvent(
          new PointerEvent('pointercancel', { pointerId: lastPointer, pointerType: 'pen', bubbles: true }),
        );
      });
      await strokes(6, 1);
    });
    expect(emi.strokesOf(6)).toHaveLength(1);
  });

  it('erases with a pen’s barrel button, and shows it', async () => {
    await writeWithPen(7);
    await strokes(7, 1);
    await hands.penDown(await hands.place(7, [0.2, 0.5]), true);
    await hands.penTo(await hands.place(7, [0.35, 0.5]));
    await waitForAttribute(page.getByTestId('page'), 'data-cursor', 'eraser');
    await hands.penTo(await hands.place(7, [0.7, 0.5]));
    await hands.penUp();
    await strokes(7, 0);
    await waitForAttribute(page.getByTestId('page'), 'data-cursor', 'pen');
  });

  it('lets fingers move the paper beside a pen, and write as soon as somebody says so', async () => {
    const before = await view();
    const drag = async (cell: number) => {
      const from = await hands.place(cell, [0.4, 0.3]);
      for (const y of [0, 20, 50, 60]) await hands.touch({ 1: { x: from.x, y: from.y + y } });
      await hands.lift();
    };
    await drag(9);
    await expect.poll(view).not.toBe(before);
    await strokes(9, 0);
    await rests();
    await tap(page, page.getByTestId('fingers-write'));
    await writeWithPen(10);
    await strokes(10, 1);
    await drag(9);
    await strokes(9, 1);
    await page.keyboard.press('Shift+Digit1');
    await rests();
  });

  it('lets three fingers write at once at a board, where a palm writes nothing and nothing moves', async () => {
    await page.getByTestId('settings-open').click();
    await page.getByTestId('board').click();
    await page.keyboard.press('Escape');
    await page.getByTestId('board').waitFor({ state: 'detached' });
    const before = await view();
    const cells = [20, 22, 28];
    for (const spot of DOWN) {
      const places = await Promise.all(cells.map((cell) => hands.place(cell, spot)));
      await hands.touch(Object.fromEntries(places.map((place, i) => [i + 1, place])));
      if (spot === DOWN[0]) continue;
      // Others see all three grow.
      const ours = () => [...emi.live.get().strokes.values()].map(({ cell }) => cell).sort((a, b) => a - b);
      await expect.poll(ours).toEqual(cells);
    }
    await hands.lift();
    for (const cell of cells) await strokes(cell, 1);
    await hands.touch({ 4: await hands.place(30, [0.3, 0.3]) }, 90);
    await hands.touch({ 4: await hands.place(30, [0.3, 0.7]) }, 90);
    await hands.lift();
    await rests();
    expect(await view()).toBe(before);
    expect(emi.strokesOf(30)).toEqual([]);

    await page.reload();
    await waitForAttribute(page.getByTestId('connection-state'), 'data-state', 'online');
    await page.getByTestId('settings-open').click();
    await page.getByTestId('board').click();
    await page.keyboard.press('Escape');
  });

  it('writes by keyboard alone: a digit by itself, a line by arrows, and takes it back', async () => {
    await page.getByRole('gridcell').first().waitFor();
    // What was open before gives the focus back as it goes.
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.evaluate(() => new Promise((resolve) => setTimeout(() => requestAnimationFrame(resolve))));
    await cellOf(page, 32).focus();
    await page.keyboard.press('w');
    await page.getByTestId('key-writing').waitFor();
    await expect.poll(() => page.getByTestId('key-writing-told').textContent()).toContain('row 5 column 1');
    await page.keyboard.press('7');
    await page.getByTestId('key-writing').waitFor({ state: 'detached' });
    await waitForAttribute(cellOf(page, 32), 'data-prediction', '7');
    await strokes(32, 1);

    await page.keyboard.press('ArrowRight');
    await page.locator('[data-testid=cell-33]:focus').waitFor();
    await page.keyboard.press('w');
    await page.getByTestId('key-pen').waitFor();
    await page.keyboard.press('Space');
    for (let i = 0; i < 7; i++) await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.getByTestId('key-writing-told').textContent()).toContain('Pen down');
    await page.keyboard.press('Enter');
    await waitForAttribute(cellOf(page, 33), 'data-prediction', '1');
    await strokes(33, 1);

    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('w');
    await page.getByTestId('key-pen').waitFor();
    for (const key of ['Space', 'ArrowDown', 'Space', 'ArrowRight', 'Space', 'ArrowDown'])
      await page.keyboard.press(key);
    await strokes(34, 1);
    await page.keyboard.press('Escape');
    await strokes(34, 0);
    await page.locator('[data-testid=cell-34]:focus').waitFor();
    // The arrows are the page's again.
    await page.keyboard.press('ArrowLeft');
    await page.locator('[data-testid=cell-33]:focus').waitFor();
  });

  it('refuses a touch’s own movement, which Safari would take for handwriting', async () => {
    const refused = await cellOf(page, 0).evaluate((cell) => {
      const event = new Event('touchmove', { bubbles: true, cancelable: true });
      return !cell.dispatchEvent(event);
    });
    expect(refused).toBe(true);
  });
});
