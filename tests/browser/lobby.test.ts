import { createRoom } from '@inkroom/client';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../scripts/lib/browser.ts';
import { type PrivateStack, startPrivateStack } from '../../scripts/lib/private-stack.ts';
import { joinRoom } from '../../scripts/replay/connect.ts';
import { takePicture, type Visitor, visit, waitForAttribute } from '../support/browser.ts';
import { announceTroubles } from '../support/consoles.ts';

/** A seven within a cell, as shares of its side. */
const SEVEN = [
  [0.25, 0.2],
  [0.75, 0.2],
  [0.45, 0.85],
] as const;

const TOKEN = 'what an operator knows';

describe('the lobby', () => {
  let stack: PrivateStack;
  let browser: Browser;
  let ann: Visitor;

  beforeAll(async () => {
    stack = await startPrivateStack({ web: true, env: { INKROOM_MNIST_MIRRORS: 'none', OPERATOR_TOKEN: TOKEN } });
    browser = await launchBrowser();
    ann = await visit(browser);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  /** Draws a seven in the paper's second cell, with the mouse. */
  async function drawSeven(page: Page): Promise<void> {
    const { x, y, width } = (await page.getByTestId('try-paper').boundingBox())!;
    const side = width / 4;
    const [first, ...rest] = SEVEN.map(([across, down]) => [x + (1 + across) * side, y + down * side] as const);
    await page.mouse.move(...first!);
    await page.mouse.down();
    for (const point of rest) await page.mouse.move(...point, { steps: 10 });
    await page.mouse.up();
  }
  const height = (page: Page) => page.evaluate(() => document.documentElement.scrollHeight);

  it('has a paper that answers what one draws on it, moves nothing, and is cleared with the keyboard', async ({
    onTestFailed,
  }) => {
    onTestFailed(() => takePicture(ann.page, 'lobby'));
    const { page } = ann;
    await page.goto(stack.url);
    const answer = page.getByTestId('paper-answer');
    await waitForAttribute(answer, 'data-state', 'nothing');
    // As wide as a canvas is by itself, until the page is in use and writes on it.
    await waitForAttribute(page.getByTestId('try-paper'), 'width', /^(?!300$)/);
    const before = await height(page);
    await drawSeven(page);
    await waitForAttribute(answer, 'data-digit', '7');
    await page.getByText('It reads 7').waitFor();
    expect(await height(page)).toBe(before);
    await page.getByTestId('paper-clear').focus();
    await page.keyboard.press('Enter');
    await waitForAttribute(answer, 'data-state', 'nothing');
  });

  it('leads in by a code that was sent before the page’s scripts were there', async ({ onTestFailed }) => {
    onTestFailed(() => takePicture(ann.page, 'early-code'));
    const room = await createRoom(stack.url, { title: 'Early' });
    if (!room.ok) throw new Error(room.error.code);
    const host = await joinRoom(stack.url, room.value.roomId, { name: 'Host', key: room.value.hostKey });
    const slow = await visit(browser);
    try {
      const shown = await host.showCode();
      if (!shown.ok) throw new Error(shown.error.code);
      let arrive = () => {};
      const arrived = new Promise<void>((resolve) => {
        arrive = resolve;
      });
      const { page } = slow;
      await page.route('**/*.js', async (route) => {
        await arrived;
        await route.continue();
      });
      await page.goto(stack.url, { waitUntil: 'commit' });
      await page.getByTestId('join-code').fill(shown.value.code);
      await page.getByTestId('join-by-code').click();
      arrive();
      await page.getByRole('heading', { name: 'Early' }).waitFor();
    } finally {
      await slow.context.close();
      await host.stop();
    }
  });

  it('R9 has a page beside it for who knows the operator’s token, who drains a worker there', async ({
    onTestFailed,
  }) => {
    onTestFailed(() => takePicture(ann.page, 'operator'));
    announceTroubles(/403/);
    const { page } = ann;
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(stack.url);
    await page.goto(`${stack.url}/operator`);
    await page.getByTestId('operator-token').fill('a guess');
    await page.getByTestId('operator-show').click();
    await page.locator('main').getByRole('alert').waitFor();
    await page.getByTestId('operator-token').fill(TOKEN);
    await page.getByTestId('operator-show').click();
    await page.getByTestId('operator-rooms').waitFor();
    const worker = page.getByTestId('operator-worker');
    const name = (await worker.getByText(/^cpu-/).textContent())!;
    await worker.getByTestId('operator-drain').click();
    // Once is not enough for what cannot be taken back.
    expect(asked.filter((url) => url.endsWith('/drain'))).toEqual([]);
    await worker.getByTestId('operator-drain').click();
    await page.getByText(name).waitFor({ state: 'detached' });
    await page.getByTestId('operator-worker').getByText(/^cpu-/).waitFor();
    // It forgets whoever was here.
    await page.reload();
    await page.getByTestId('operator-token').waitFor();
  });
});
