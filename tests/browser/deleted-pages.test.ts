import { createRoom } from '@inkroom/client';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../scripts/lib/browser.ts';
import { type PrivateStack, startPrivateStack } from '../../scripts/lib/private-stack.ts';
import type { WrittenDigit } from '../../scripts/replay/digit-file.ts';
import {
  cellOf,
  enter,
  takePicture,
  type Visitor,
  visit,
  waitForAttribute,
  writeWithMouse,
} from '../support/browser.ts';
import { writtenDigits } from '../support/data.ts';
import { overPaper } from '../support/over-paper.ts';

describe('pages that are deleted, in browsers on a started stack', () => {
  let stack: PrivateStack;
  let browser: Browser;
  let host: Visitor;
  let pupil: Visitor;
  let digits: WrittenDigit[];

  beforeAll(async () => {
    // Some strokes are much of what this room may take: hosts are told.
    stack = await startPrivateStack({
      web: true,
      env: { INKROOM_ROOM_INK_BYTES_MAX: '4000', INKROOM_ROOM_INK_LOOK_MS: '200' },
    });
    digits = await writtenDigits(1);
    browser = await launchBrowser();
    host = await visit(browser);
    pupil = await visit(browser);
    const room = await createRoom(stack.url, { title: 'Deleted pages' });
    if (!room.ok) throw new Error(room.error.code);
    const { roomId, hostKey, writeKey } = room.value;
    await host.page.goto(`${stack.url}/r/${roomId}#${hostKey}`);
    await enter(host, 'Ms Sato');
    await pupil.page.goto(`${stack.url}/r/${roomId}#${writeKey}`);
    await enter(pupil, 'Aki');
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });
  beforeEach(({ task, onTestFailed }) => {
    onTestFailed(async () => {
      for (const [i, { page }] of [host, pupil].entries()) await takePicture(page, `${task.name}-${i}`);
      console.error(stack?.lines.slice(-30).join('\n'));
    });
  });

  const isAt = (page: Page, number: number) =>
    waitForAttribute(page.getByTestId('page-number'), 'data-page', String(number));

  it('R10 lead whoever looks at them to the open one, and wait to be brought back', async () => {
    const [digit] = digits as [WrittenDigit];
    await writeWithMouse(host.page, 0, digit);
    await host.page.getByTestId('begin-page').click();
    await host.page.getByTestId('begin-8').click();
    await isAt(pupil.page, 2);
    await pupil.page.getByTestId('page-back').click();
    await isAt(pupil.page, 1);
    await waitForAttribute(cellOf(pupil.page, 0), 'data-strokes', String(digit.strokes.length));

    // So much is written now that the host is told, and finds the way.
    for (let cell = 0; !(await host.page.getByTestId('ink-notice').isVisible()) && cell < 6; cell++)
      await writeWithMouse(host.page, cell, digits[2]!);
    // Wherever it is told, it lies over no cell that one writes in.
    const usual = host.page.viewportSize()!;
    for (const size of [
      { width: 390, height: 844 },
      { width: 844, height: 390 },
      { width: 1024, height: 600 },
      usual,
    ]) {
      await host.page.setViewportSize(size);
      await host.page.getByTestId('ink-notice').waitFor();
      expect(await overPaper(host.page), `${size.width} x ${size.height}`).toEqual([]);
    }
    await host.page.getByTestId('make-room').click();
    await host.page.getByTestId('look-1').waitFor();
    await host.page.getByTestId('delete-page-1').click();
    await host.page.getByTestId('restore-page-1').waitFor();
    await isAt(pupil.page, 2);
    await pupil.page.getByText('deleted page 1').first().waitFor();
    expect(await pupil.page.getByTestId('page-back').getAttribute('aria-disabled')).toBe('true');

    await host.page.getByTestId('restore-page-1').click();
    await host.page.getByTestId('look-1').waitFor();
    await pupil.page.getByTestId('page-back').click();
    await isAt(pupil.page, 1);
    await waitForAttribute(cellOf(pupil.page, 0), 'data-strokes', String(digit.strokes.length));
    await host.page.keyboard.press('Escape');
  });
});
