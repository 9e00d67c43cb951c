import { memoryStorage, RoomClient, whenView } from '@inkroom/client';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../scripts/lib/browser.ts';
import { type PrivateStack, startPrivateStack } from '../../scripts/lib/private-stack.ts';
import type { WrittenDigit } from '../../scripts/replay/digit-file.ts';
import { placeDigit } from '../../scripts/replay/place-digit.ts';
import {
  APPEAR_MS,
  cellOf,
  enter,
  takePicture,
  type Visitor,
  visit,
  waitForAttribute,
  writeWithFinger,
} from '../support/browser.ts';
import { writtenDigits } from '../support/data.ts';
import { SCREENS } from '../support/screens.ts';
import { until } from '../support/until.ts';

const WALL = { width: 1920, height: 1080 };
/** CSS pixels that a letter is high at least, to be read from the last row. */
const LEGIBLE = 28;

describe('a class before its projector', () => {
  let stack: PrivateStack;
  let browser: Browser;
  let host: Visitor;
  let pupil: Visitor;
  let projector: Visitor;
  let classmate: RoomClient;
  let digits: WrittenDigit[];
  const visitors: Visitor[] = [];

  beforeAll(async () => {
    stack = await startPrivateStack({ web: true });
    digits = await writtenDigits(1);
    browser = await launchBrowser();
    host = await visit(browser, { viewport: SCREENS.laptop });
    pupil = await visit(browser, { viewport: SCREENS.phone, isMobile: true, hasTouch: true });
    visitors.push(host, pupil);
  });
  afterAll(async () => {
    await classmate?.stop();
    await browser?.close();
    await stack?.stop();
  });
  beforeEach(({ task, onTestFailed }) => {
    onTestFailed(async () => {
      for (const [i, { page }] of visitors.entries()) await takePicture(page, `${task.name}-${i}`);
      console.error(stack?.lines.slice(-30).join('\n'));
    });
  });

  const shown = ({ page }: Visitor, testId: string) => page.getByTestId(testId);
  const text = async (visitor: Visitor, testId: string) => (await shown(visitor, testId).textContent()) ?? '';
  const reads = (visitor: Visitor, testId: string, wanted: RegExp) =>
    until(`${testId} reads ${wanted}`, async () => wanted.test(await text(visitor, testId)), APPEAR_MS);
  const placeAt = async ({ page }: Visitor) =>
    Number(await waitForAttribute(page.getByTestId('my-place'), 'data-cell', /^\d+$/));

  /** A pupil without a browser writes where they are led to. @returns the cell */
  async function classmateWrites(label: number): Promise<number> {
    const view = await whenView(classmate.view, ({ places, you, state }) => places[you!.id]?.page === state.page);
    const { cell } = view!.places[view!.you!.id]!;
    for (const points of placeDigit(digits[label]!)) {
      const pen = classmate.beginStroke({ cell });
      pen.add(points);
      pen.end();
    }
    return cell;
  }

  it('opens it from the share dialog, and it shows the way in for as long as a host’s app does', async () => {
    await host.page.goto(stack.url);
    await shown(host, 'new-room').click();
    await enter(host, 'Ms Sato');
    await shown(host, 'share-open').click();
    const link = await shown(host, 'share-link').inputValue();
    const [page] = await Promise.all([host.context.waitForEvent('page'), shown(host, 'open-projector').click()]);
    await host.page.keyboard.press('Escape');
    await page.setViewportSize(WALL);
    projector = { context: host.context, page };
    visitors.push(projector);
    await shown(projector, 'projector').waitFor();
    const code = (await shown(projector, 'join-code-shown').textContent())!.replace(/\D/g, '');

    const { origin } = new URL(stack.url);
    await pupil.page.goto(origin);
    await shown(pupil, 'join-code').fill(code);
    await shown(pupil, 'join-by-code').tap();
    await enter(pupil, 'Aki');
    const { pathname, hash } = new URL(link);
    const [, roomId] = /\/r\/([a-z0-9]+)/.exec(pathname)!;
    classmate = new RoomClient({
      ...{ gatewayUrl: stack.url, roomId: roomId!, key: hash.slice(1), name: 'Ben' },
      storage: memoryStorage(),
    });
    await classmate.start();
    const { people } = classmate.view.getState();
    // Somebody of its own who only watches, whoever has opened it.
    expect(Object.values(people).filter(({ name }) => name === 'Projector')).toMatchObject([{ role: 'viewer' }]);
    expect(page.url()).not.toContain(hash);
  });

  it('shows large what is read, who writes, and how many are right of those that somebody has checked', async () => {
    const own = await placeAt(pupil);
    await writeWithFinger(pupil.page, own, digits[3]!);
    const other = await classmateWrites(8);
    await shown(projector, `projected-${other}`).waitFor();
    await reads(projector, 'page-tally', /^2 digits/);
    classmate.labelCell(other, 0);
    await waitForAttribute(shown(projector, `projected-${other}`), 'data-state', 'wrong');
    classmate.labelCell(own, 3);
    await waitForAttribute(shown(projector, `projected-${own}`), 'data-state', 'right');
    await reads(projector, 'page-tally', /^1 of 2 right/);
    const smallest = await projector.page.evaluate(() => {
      const walker = document.createTreeWalker(
        document.querySelector('[data-testid=projector]')!,
        NodeFilter.SHOW_TEXT,
      );
      const sizes: number[] = [];
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const element = node.parentElement!;
        // A face's letter is a picture.
        if (node.textContent!.trim() && !element.closest('[data-pattern], title'))
          sizes.push(Number.parseFloat(getComputedStyle(element).fontSize));
      }
      return Math.min(...sizes);
    });
    expect(smallest).toBeGreaterThanOrEqual(LEGIBLE);
  });

  it('R9 takes no ink, and comes back by itself when somebody has moved it', async () => {
    const { page } = projector;
    const at = () => page.getByTestId('projector-cells').evaluate((cells) => cells.style.transform);
    const strokes = Object.keys(classmate.view.getState().state.pages[1]!.cells).length;
    const before = await at();
    await page.mouse.move(900, 700);
    await page.mouse.down();
    await page.mouse.move(600, 500, { steps: 5 });
    await page.mouse.up();
    await until('the paper was moved', async () => (await at()) !== before, APPEAR_MS);
    await until('it is back', async () => (await at()) === before, APPEAR_MS);
    expect(Object.keys(classmate.view.getState().state.pages[1]!.cells)).toHaveLength(strokes);
  });

  it('takes a challenge: a number for all, a bell, a score, and the hardest digit', async () => {
    await shown(host, 'people-open').click();
    await shown(host, 'challenge-open').click();
    await shown(host, 'challenge-number-field').fill('3');
    await shown(host, 'challenge-60s').click();
    await shown(host, 'challenge-start').click();
    await reads(projector, 'challenge-board', /^3/);
    await shown(pupil, 'challenge-card').waitFor();
    expect(await text(pupil, 'challenge-number')).toBe('3');
    await pupil.page.keyboard.press('Escape');
    await shown(pupil, 'challenge-card').waitFor({ state: 'detached' });

    const own = await placeAt(pupil);
    await writeWithFinger(pupil.page, own, digits[3]!);
    const other = await classmateWrites(8);
    await reads(projector, 'challenge-board', /2 people have written/);
    await waitForAttribute(cellOf(host.page, other), 'data-prediction', /^\d$/);

    // Who comes in now is told as well.
    const late = await visit(browser);
    visitors.push(late);
    await late.page.goto(projector.page.url().replace('/projector', ''));
    await enter(late, 'A guest');
    await shown(late, 'challenge-card').waitFor();

    // It has opened by itself here, too.
    await shown(host, 'challenge-end').click();
    for (const visitor of [host, pupil, late]) {
      await reads(visitor, 'challenge-score', /^1 of 2 right$/);
      await waitForAttribute(shown(visitor, 'challenge-hardest'), 'data-settled', 'true');
      expect(await text(visitor, 'challenge-hardest')).toBe('Hardest digit31 of 2 right');
    }
    expect(await text(pupil, 'challenge-own')).toBe('Yours: 1 of 1 right');
    await reads(projector, 'board-score', /^1 of 2 right$/);
    await shown(projector, 'board-hardest').waitFor();
    await waitForAttribute(shown(projector, `projected-${other}`), 'data-state', 'wrong');

    await shown(host, 'challenge-close').click();
    for (const visitor of [host, pupil, late]) await shown(visitor, 'challenge-pill').waitFor({ state: 'detached' });
    await shown(projector, 'page-tally').waitFor();
  });
});
