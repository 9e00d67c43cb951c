import { createRoom, memoryStorage, RoomClient, whenView } from '@inkroom/client';
import { CELL_SIZE, POINT_STRIDE } from '@inkroom/shared';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../scripts/lib/browser.ts';
import { type PrivateStack, startPrivateStack } from '../../scripts/lib/private-stack.ts';
import type { WrittenDigit } from '../../scripts/replay/digit-file.ts';
import {
  APPEAR_MS,
  cellOf,
  enter,
  takePicture,
  type Visitor,
  visit,
  waitForAttribute,
  wipeCell,
  writeWithFinger,
  writeWithMouse,
} from '../support/browser.ts';
import { writtenDigits } from '../support/data.ts';

const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 3, isMobile: true, hasTouch: true };
/** A line across a cell, for a person without a browser. */
const LINE = [60, 60, 0.5, 0, 200, 200, 0.5, 60];
/** Its first stroke is short: halfway, the pen has come down but has not moved enough to write. */
const HESITANT: WrittenDigit = {
  id: 'hesitant',
  label: 7,
  strokes: [
    [
      [0, 0],
      [1, 0],
      [60, 0],
    ],
    [
      [60, 0],
      [20, 100],
    ],
  ],
};

describe('the pages of a room, in browsers on a started stack', () => {
  let stack: PrivateStack;
  let browser: Browser;
  let host: Visitor;
  let pupil: Visitor;
  let phone: Visitor;
  let digits: WrittenDigit[];
  let link = '';
  /** Somebody whose every step the test says. */
  let emi: RoomClient;

  beforeAll(async () => {
    stack = await startPrivateStack({ web: true });
    digits = await writtenDigits(1);
    browser = await launchBrowser();
    host = await visit(browser);
    pupil = await visit(browser);
    phone = await visit(browser, PHONE);
    const room = await createRoom(stack.url, { title: 'Pages' });
    if (!room.ok) throw new Error(room.error.code);
    const { roomId, hostKey, writeKey } = room.value;
    link = `${stack.url}/r/${roomId}#${writeKey}`;
    await host.page.goto(`${stack.url}/r/${roomId}#${hostKey}`);
    await enter(host, 'Ms Sato');
    await pupil.page.goto(link);
    await enter(pupil, 'Aki');
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
      for (const [i, { page }] of [host, pupil, phone].entries()) await takePicture(page, `${task.name}-${i}`);
      console.error(stack?.lines.slice(-30).join('\n'));
    });
  });

  const isAt = (page: Page, number: number) =>
    waitForAttribute(page.getByTestId('page-number'), 'data-page', String(number));
  const strokes = (page: Page, cell: number, count: number) =>
    waitForAttribute(cellOf(page, cell), 'data-strokes', String(count));
  const placeOf = async (page: Page) =>
    Number(await waitForAttribute(page.getByTestId('my-place'), 'data-cell', /^\d+$/));
  const digit = (label: number) => digits[label]!;

  it('leads to the cell that waits for one, and offers the next one after a digit', async () => {
    const first = await placeOf(pupil.page);
    // Nobody has written yet: the pupil is told where to.
    await pupil.page.getByTestId('empty-hint').waitFor();
    await writeWithMouse(pupil.page, first, digit(1));
    await strokes(host.page, first, digit(1).strokes.length);
    const next = await placeOf(pupil.page);
    expect(next).not.toBe(first);
    await pupil.page.keyboard.press('g');
    await waitForAttribute(cellOf(pupil.page, next), 'aria-selected', 'true');
  });

  it('begins a page of twelve columns, to which everybody turns, and takes the turn back', async () => {
    await host.page.getByTestId('begin-page').click();
    await host.page.getByTestId('begin-12').click();
    for (const { page } of [host, pupil]) {
      await isAt(page, 2);
      expect(await page.getByRole('grid').getAttribute('aria-colcount')).toBe('12');
    }
    expect(await pupil.page.getByTestId('page-turned').textContent()).toContain('Ms Sato');
    expect(await pupil.page.getByTestId('turn-back').count()).toBe(0);
    await host.page.getByTestId('turn-back').click();
    for (const { page } of [host, pupil]) await isAt(page, 1);
  });

  it('lets a pupil leaf for themselves, suggest that page, and come back', async () => {
    await pupil.page.getByTestId('page-on').click();
    await isAt(pupil.page, 2);
    await isAt(host.page, 1);
    await pupil.page.getByTestId('suggest-this').click();
    expect(await host.page.getByTestId('page-suggested').textContent()).toContain('Aki');
    await pupil.page.getByTestId('follow-page').click();
    await isAt(pupil.page, 1);
    await host.page.getByTestId('take-suggestion').click();
    for (const { page } of [host, pupil]) await isAt(page, 2);
  });

  it('keeps the page under a pen while another one is opened, and follows once it rests', async () => {
    const place = await placeOf(pupil.page);
    await writeWithMouse(pupil.page, place, digit(0), async () => {
      await host.page.getByTestId('page-back').click();
      await host.page.getByTestId('turn-page').click();
      await pupil.page.getByTestId('page-turned').waitFor();
      await isAt(pupil.page, 2);
    });
    await isAt(pupil.page, 1);
    await pupil.page.getByTestId('page-on').click();
    await strokes(pupil.page, place, digit(0).strokes.length);
  });

  it('lets a pupil write on another page than the open one, also while that is turned', async () => {
    await isAt(pupil.page, 2);
    await host.page.getByTestId('begin-page').click();
    await host.page.getByTestId('begin-8').click();
    await isAt(host.page, 3);
    await isAt(pupil.page, 2);
    await writeWithMouse(pupil.page, 14, digit(7));
    await strokes(pupil.page, 14, digit(7).strokes.length);
    await host.page.getByTestId('page-back').click();
    await strokes(host.page, 14, digit(7).strokes.length);
  });

  it('R10 has a cleared page brought back by its author, who is told, and by the list', async () => {
    await host.page.getByTestId('page-number').click();
    await host.page.getByTestId('clear-page').click();
    await strokes(pupil.page, 14, 0);
    const told = pupil.page.getByTestId('toast').filter({ hasText: 'cleared your ink' });
    await told.getByRole('button', { name: 'Restore' }).click();
    for (const { page } of [host, pupil]) await strokes(page, 14, digit(7).strokes.length);

    await host.page.getByTestId('people-open').click();
    await rowOf('Aki').getByTestId('person-more').click();
    await host.page.getByTestId('clear-person').click();
    // The menu first, then the list that it belongs to.
    for (let i = 0; i < 2 && (await host.page.getByTestId('person').count()) > 0; i++)
      await host.page.keyboard.press('Escape');
    await host.page.getByTestId('person').first().waitFor({ state: 'detached' });
    await strokes(pupil.page, 14, 0);
    await pupil.page.getByTestId('page-number').click();
    await pupil.page.getByTestId('cleared-list').getByRole('button').first().click();
    for (const { page } of [host, pupil]) await strokes(page, 14, digit(7).strokes.length);
    await pupil.page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  });

  const rowOf = (name: string) => host.page.getByTestId('person').filter({ hasText: name });

  it('leads to where a digit went as somebody else was faster in its cell', async () => {
    for (const { page } of [host, pupil]) {
      if ((await page.getByTestId('page-number').getAttribute('data-page')) !== '3')
        await page.getByTestId('follow-page').click();
      await isAt(page, 3);
    }
    await whenView(emi.view, ({ page, arrived }) => page === 3 && arrived === 1, APPEAR_MS);
    const cell = 17;
    await writeWithMouse(pupil.page, cell, HESITANT, async () => {
      const writer = emi.beginStroke({ cell });
      writer.add(LINE);
      writer.end();
      // The pupil sees it too, before their own first ink: what counts is that the cell was empty as the pen came down.
      for (const { page } of [host, pupil]) await strokes(page, cell, 1);
    });
    await pupil.page.getByTestId('toast').filter({ hasText: 'Your digit is now' }).waitFor();
    const moved = Number(await waitForAttribute(pupil.page.getByTestId('flash'), 'data-cell', /^\d+$/));
    expect(moved).not.toBe(cell);
    for (const { page } of [host, pupil]) {
      await strokes(page, moved, HESITANT.strokes.length);
      await strokes(page, cell, 1);
    }
  });

  it('says whose ink the eraser has spared', async () => {
    await pupil.page.getByTestId('tool-eraser').click();
    await wipeCell(pupil.page, 17);
    await pupil.page.getByTestId('toast').filter({ hasText: 'Emi' }).waitFor();
    await strokes(host.page, 17, 1);
    await pupil.page.getByTestId('tool-pen').click();
  });

  it('shows who wrote in each cell, and lights up the cells of one person', async () => {
    await host.page.getByTestId('people-open').click();
    await host.page.getByTestId('names-on-cells').click();
    await rowOf('Emi').getByTestId('light-person').click();
    await host.page.keyboard.press('Escape');
    expect(await host.page.getByTestId('names-17').textContent()).toBe('Emi');
    expect(await host.page.getByTestId('lit').count()).toBe(1);
  });

  it('grows without moving or scaling anything under anybody’s pen', async () => {
    const before = await Promise.all([host, pupil].map(({ page }) => cellOf(page, 17).boundingBox()));
    await host.page.getByTestId('page-number').click();
    await host.page.getByTestId('grow-page').click();
    await host.page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    for (const [i, { page }] of [host, pupil].entries()) {
      await waitForAttribute(page.getByRole('grid'), 'aria-rowcount', '6');
      expect(await cellOf(page, 17).boundingBox()).toEqual(before[i]);
    }
  });

  it('begins on a phone where one’s place is, on a page of sixteen columns, and goes on to the next one', async () => {
    await host.page.getByTestId('begin-page').click();
    await host.page.getByTestId('begin-16').click();
    await isAt(host.page, 4);
    await phone.page.goto(link);
    await enter(phone, 'Kim');
    await isAt(phone.page, 4);
    const place = await placeOf(phone.page);
    // Others wait before it, more than there is room for beside each other.
    expect(place).toBeGreaterThanOrEqual(3);
    await isInSight(place);
    await writeWithFinger(phone.page, place, digit(1));
    await expect.poll(() => phone.page.getByTestId('my-place').getAttribute('data-cell')).not.toBe(String(place));
    await isInSight(await placeOf(phone.page));
  });

  /** Waits until a cell is wholly seen on the phone, as large as a finger needs it. */
  async function isInSight(cell: number): Promise<void> {
    await expect
      .poll(async () => {
        const box = await cellOf(phone.page, cell).boundingBox();
        return box && box.x >= 0 && box.x + box.width <= PHONE.viewport.width && box.width > 100;
      })
      .toBe(true);
  }

  it('writes where the pen is, though a palm came down before it and stirs', async () => {
    const { page } = pupil;
    await isAt(page, 4);
    const cell = await placeOf(page);
    const box = (await cellOf(page, cell).boundingBox())!;
    const at = (x: number, y: number) => ({ x: box.x + x * box.width, y: box.y + y * box.height });
    const session = await page.context().newCDPSession(page);
    const palm = (type: 'touchStart' | 'touchMove' | 'touchEnd', y: number) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [at(0.9, y)] });
    const pen = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', y: number) =>
      session.send('Input.dispatchMouseEvent', {
        ...{ type, ...at(0.3, y), button: 'left', buttons: type === 'mouseReleased' ? 0 : 1 },
        ...{ clickCount: type === 'mouseMoved' ? 0 : 1, pointerType: 'pen' },
      });
    await palm('touchStart', 0.9);
    await pen('mousePressed', 0.2);
    await palm('touchMove', 0.92);
    for (const y of [0.3, 0.5, 0.8]) await pen('mouseMoved', y);
    await pen('mouseReleased', 0.8);
    await palm('touchEnd', 0.92);
    await session.detach();

    await strokes(page, cell, 1);
    await expect.poll(() => emi.strokesOf(cell).length).toBe(1);
    const { points } = emi.strokesOf(cell)[0]!;
    const xs = points.filter((_, i) => i % POINT_STRIDE === 0);
    // Nothing of it is where the palm lies.
    expect(Math.max(...xs)).toBeLessThan(0.6 * CELL_SIZE);
  });
});
