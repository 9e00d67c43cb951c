import { createRoom } from '@inkroom/client';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PrivateStack, startPrivateStack } from '../../scripts/lib/private-stack.ts';
import { launchBrowser, type Visitor, visit, waitForAttribute } from '../support/browser.ts';

describe('a link that went through mail, chat and keyboards', () => {
  let stack: PrivateStack;
  let browser: Browser;
  let ann: Visitor;
  let roomId = '';
  let hostKey = '';

  beforeAll(async () => {
    stack = await startPrivateStack({ web: true, cpuWorkers: 0, env: { INKROOM_MNIST_MIRRORS: 'none' } });
    const room = await createRoom(stack.gatewayUrl);
    if (!room.ok) throw new Error(room.error.code);
    ({ roomId, hostKey } = room.value);
    browser = await launchBrowser();
    ann = await visit(browser);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  const wide = (text: string) => text.replace(/[!-~]/g, (sign) => String.fromCodePoint(sign.codePointAt(0)! + 0xfee0));

  it('leads to the room from the address bar', async () => {
    const { page } = ann;
    for (const [asked, clean] of [
      [`/r/${roomId.toUpperCase()}`, `/r/${roomId}`],
      [`/r/${wide(roomId)}。`, `/r/${roomId}`],
      [`/r/${roomId}%E3%80%8D?watch`, `/r/${roomId}?watch`],
      [`/r/${roomId.slice(0, 5)}-${roomId.slice(5)}#host=${hostKey}`, `/r/${roomId}#host=${hostKey}`],
      [`/R/${roomId.toUpperCase()}?watch`, `/r/${roomId}?watch`],
    ] as const) {
      await page.goto(`${stack.url}${asked}`);
      await page.getByTestId('join-name').waitFor();
      expect(page.url(), asked).toBe(`${stack.url}${clean}`);
    }
  });

  it('says at once that an address with no code in it leads nowhere', async () => {
    const { page } = ann;
    await page.goto(`${stack.url}/r/${encodeURIComponent('あいう')}`);
    expect(await page.getByTestId('room-gone').textContent()).toContain('あいう');
    expect((await page.goto(`${stack.url}/nowhere`))?.status()).toBe(404);
  });

  it('is read in the lobby, a host’s with its key', async () => {
    const { page, troubles } = ann;
    await page.goto(stack.url);
    await page.getByTestId('join-code').fill('javascript');
    await page.getByTestId('join-by-code').click();
    await page.getByText('does not look like').waitFor();
    await page
      .getByTestId('join-code')
      .fill(`部屋は「https://ink.example/r/${roomId.toUpperCase()}#host=${hostKey}」です。`);
    await page.getByTestId('join-by-code').click();
    await page.getByTestId('join-name').fill('Ann');
    await page.getByTestId('join-submit').click();
    await waitForAttribute(page.getByTestId('connection-state'), 'data-state', 'online');
    await page.getByTestId('rename-room').waitFor();
    expect(troubles).toEqual([]);
  });
});
