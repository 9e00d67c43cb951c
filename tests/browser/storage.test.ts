import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../scripts/lib/browser.ts';
import { type PrivateStack, startPrivateStack } from '../../scripts/lib/private-stack.ts';
import type { WrittenDigit } from '../../scripts/replay/digit-file.ts';
import {
  cellOf,
  takePicture,
  type Visitor,
  visit,
  visitWithSiteDataBlocked,
  waitForAttribute,
  writeWithMouse,
} from '../support/browser.ts';
import { writtenDigits } from '../support/data.ts';

describe('a browser that does not keep what it is given', () => {
  let stack: PrivateStack;
  let browser: Browser;
  let digit: WrittenDigit;
  let visitors: Visitor[] = [];

  beforeAll(async () => {
    stack = await startPrivateStack({ web: true, env: { INKROOM_MNIST_MIRRORS: 'none' } });
    digit = (await writtenDigits(1))[3]!;
    browser = await launchBrowser();
  });
  afterEach(async () => {
    for (const { context } of visitors) await context.close();
    visitors = [];
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });
  beforeEach(({ task, onTestFailed }) => {
    onTestFailed(async () => {
      for (const [i, { page }] of visitors.entries()) await takePicture(page, `${task.name}-${i}`);
      console.error(stack?.lines.slice(-40).join('\n'));
    });
  });

  const notice = (page: Page) => page.getByTestId('storage-notice');
  async function come(visitor: Visitor): Promise<Visitor> {
    visitors.push(visitor);
    await visitor.page.goto(stack.url);
    return visitor;
  }
  async function openRoom(page: Page): Promise<void> {
    await page.getByTestId('new-room').click();
    await page.getByTestId('join-name').fill('Ann');
    await page.getByTestId('join-submit').click();
    await waitForAttribute(page.getByTestId('connection-state'), 'data-state', 'online');
  }

  it('opens lobby and room as usual where site data is blocked, says so once, and makes one the host', async () => {
    const { page } = await come(await visitWithSiteDataBlocked());
    expect(
      await page.evaluate(() => {
        try {
          return String(localStorage);
        } catch (thrown) {
          return (thrown as Error).name;
        }
      }),
    ).toBe('SecurityError');
    await notice(page).getByText('keeps nothing').waitFor();
    await page.getByTestId('locale-ja').click();
    await notice(page).getByText('保存しません').waitFor();
    await page.getByTestId('locale-en').click();
    await notice(page).getByText('keeps nothing').waitFor();

    await openRoom(page);
    await page.getByTestId('rename-room').waitFor();
    // Who copies the address lets others write, and gives the room to nobody: the page that is opened afresh is no host's.
    expect(new URL(page.url()).hash).toMatch(/^#\w{16}$/);
    await notice(page).waitFor();
    await page.getByTestId('storage-notice-close').click();
    await notice(page).waitFor({ state: 'detached' });
    await page.getByTestId('zoom-fit').click();
    await writeWithMouse(page, 9, digit);
    await waitForAttribute(cellOf(page, 9), 'data-strokes', String(digit.strokes.length));
    await waitForAttribute(page.getByTestId('connection-state'), 'data-pending', '0');
    expect(await notice(page).count()).toBe(0);

    // A link that was mailed, opened afresh: the door, not an empty page.
    const link = page.url();
    await page.goto('about:blank');
    await page.goto(link);
    await page.getByTestId('join-name').waitFor();
  });

  it('says that there is no room where the storage is full, makes one the host and lets one draw', async () => {
    const visitor = await visit(browser);
    const { page, context } = visitor;
    const session = await context.newCDPSession(page);
    // Zero would stand for no limit.
    await session.send('Storage.overrideQuotaForOrigin', { origin: stack.url, quotaSize: 1 });
    await come(visitor);
    await openRoom(page);
    await notice(page).getByText('no room left').waitFor();
    await page.getByTestId('rename-room').waitFor();
    await page.getByTestId('zoom-fit').click();
    await writeWithMouse(page, 9, digit);
    await waitForAttribute(cellOf(page, 9), 'data-strokes', String(digit.strokes.length));
    await waitForAttribute(page.getByTestId('connection-state'), 'data-pending', '0');
  });
});
