import { createRoom, memoryStorage, RoomClient } from '@inkroom/client';
import { DEFAULT_RUN } from '@inkroom/shared';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../scripts/lib/browser.ts';
import { type PrivateStack, startPrivateStack } from '../../scripts/lib/private-stack.ts';
import { visit, waitForAttribute } from '../support/browser.ts';

const WRONG_MS = 20 * 60_000;

/** As on a machine whose clock is wrong: for Node and browsers alike. */
function setWrong(ms: number): void {
  const Right = Date;
  globalThis.Date = class extends Right {
    constructor(...given: [number]) {
      super(...((given.length > 0 ? given : [Right.now() + ms]) as [number]));
    }
    static override now = () => Right.now() + ms;
  } as DateConstructor;
  Object.defineProperty(performance, 'timeOrigin', { value: performance.timeOrigin + ms });
}

describe('words about time', () => {
  let stack: PrivateStack;
  let browser: Browser;
  let roomId = '';
  let writeKey = '';
  let client: RoomClient;

  beforeAll(async () => {
    // A gateway's machine may be wrong as well: what counts is the store's time.
    const wrong = `data:text/javascript,${encodeURIComponent(`(${setWrong})(${WRONG_MS})`)}`;
    stack = await startPrivateStack({
      web: true,
      cpuWorkers: 0,
      env: { INKROOM_MNIST_MIRRORS: 'none', NODE_OPTIONS: `--import=${wrong}` },
    });
    const room = await createRoom(stack.gatewayUrl);
    if (!room.ok) throw new Error(room.error.code);
    ({ roomId, writeKey } = room.value);
    client = new RoomClient({
      gatewayUrl: stack.gatewayUrl,
      roomId,
      key: room.value.hostKey,
      storage: memoryStorage(),
      name: 'Ben',
    });
    await client.start();
    const started = await client.startRun(DEFAULT_RUN, { wait: true });
    if (!started.ok) throw new Error(started.error.code);
    await client.cancelRun(started.value.id);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await client?.stop();
    await browser?.close();
    await stack?.stop();
  });

  it('are those of the store’s clock', () => {
    const [run] = client.view.getState().runs;
    expect(Math.abs(run!.createdAt - Date.now())).toBeLessThan(WRONG_MS / 2);
    expect(Math.abs(client.now() - Date.now())).toBeLessThan(WRONG_MS / 2);
  });

  it.each([-WRONG_MS, 0, WRONG_MS])('stay right in a browser whose clock is wrong by %i ms', async (ms) => {
    const { page, context } = await visit(browser);
    await context.addInitScript(`(${setWrong})(${ms})`);
    await page.goto(`${stack.url}/r/${roomId}#${writeKey}`);
    expect(Math.abs((await page.evaluate(() => Date.now())) - Date.now() - ms)).toBeLessThan(WRONG_MS / 2);
    await page.getByTestId('join-name').fill('Ann');
    await page.getByTestId('join-submit').click();
    await waitForAttribute(page.getByTestId('connection-state'), 'data-state', 'online');
    await page.getByTestId('tab-train').click();
    const inList = page.getByTestId('run-1');
    await inList.click();
    const shown = page.getByTestId('run-view').getByText('Ben');
    for (const words of [await inList.textContent(), await shown.textContent()])
      expect(words).toMatch(/Ben\u2069, (now|\d+ seconds? ago|[12] minutes? ago)/);
    await context.close();
  });
});
