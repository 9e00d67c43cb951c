import { createRoom, memoryStorage, RoomClient, whenView } from '@inkroom/client';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../scripts/lib/browser.ts';
import { type PrivateStack, startPrivateStack } from '../../scripts/lib/private-stack.ts';
import { cellOf, enter, takePicture, type Visitor, visit, waitForAttribute } from '../support/browser.ts';
import { draw } from '../support/person.ts';
import { until } from '../support/until.ts';

const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 3, isMobile: true, hasTouch: true };
/** The last cell of a page as it begins: far from what a phone shows first. */
const FAR = 39;

describe('the people of a room, at a host’s phone', () => {
  let stack: PrivateStack;
  let browser: Browser;
  let host: Visitor;
  const pupils: RoomClient[] = [];
  const clients: RoomClient[] = [];
  let device: RoomClient;

  beforeAll(async () => {
    stack = await startPrivateStack({ web: true });
    browser = await launchBrowser();
    host = await visit(browser, PHONE);
    const opened = await createRoom(stack.url, { title: 'People' });
    if (!opened.ok) throw new Error(opened.error.code);
    const { roomId, hostKey, writeKey } = opened.value;
    const comeIn = async (name: string, key: string) => {
      const client = new RoomClient({ gatewayUrl: stack.url, roomId, key, storage: memoryStorage(), name });
      clients.push(client);
      await client.start();
      return client;
    };
    device = await comeIn('Mr Mori', hostKey);
    for (const name of ['Aki', 'Aki']) pupils.push(await comeIn(name, writeKey));
    await host.page.goto(`${stack.url}/r/${roomId}#${hostKey}`);
    await enter(host, 'Ms Sato');
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.stop()));
    await browser?.close();
    await stack?.stop();
  });
  beforeEach(({ task, onTestFailed }) => {
    onTestFailed(() => takePicture(host.page, task.name));
  });

  const rowOf = (page: Page, name: string) =>
    page.getByTestId('person').filter({ has: page.getByText(name, { exact: true }) });
  const isInView = (cell: number) =>
    until(`cell ${cell} is in view`, async () => {
      const box = await cellOf(host.page, cell).boundingBox();
      return box !== null && box.x >= 0 && box.x + box.width <= 390 && box.y >= 0 && box.y + box.height <= 844;
    });
  /** Where a cell lies once the view has done what it was about to. */
  const restingBox = async (cell: number) => {
    // Whoever follows looks two frames later; in the next one the view begins to move.
    for (let frame = 0; frame < 3; frame++)
      await host.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    await host.page.locator('[data-testid=page]:not([data-moving])').waitFor();
    return (await cellOf(host.page, cell).boundingBox())!;
  };
  const follow = async (name: string) => {
    await host.page.getByTestId('people-open').tap();
    await rowOf(host.page, name).getByTestId('follow-person').tap();
    await host.page.getByTestId('following').waitFor();
  };

  it('tells two of one name apart, and lights up what one of them wrote', async () => {
    const [first] = pupils;
    draw(first!, 1, 20);
    await waitForAttribute(cellOf(host.page, 1), 'data-strokes', '1');
    await host.page.getByTestId('people-open').tap();
    await rowOf(host.page, 'Aki').getByTestId('light-person').tap();
    await expect.poll(() => host.page.getByTestId('lit').count()).toBe(1);
    await rowOf(host.page, 'Aki (2)').getByTestId('light-person').tap();
    await expect.poll(() => host.page.getByTestId('lit').count()).toBe(0);
    await host.page.keyboard.press('Escape');
  });

  it('keeps the paper and its cells together, whatever cell gets the focus', async () => {
    await cellOf(host.page, FAR).evaluate((cell) => cell.focus());
    expect(await host.page.getByTestId('page').evaluate((page) => [page.scrollLeft, page.scrollTop])).toEqual([0, 0]);
  });

  it('follows somebody to where they write, on another page too, until one touches the page', async () => {
    const [, second] = pupils;
    await follow('Aki (2)');
    draw(second!, FAR, 30);
    await isInView(FAR);
    // At another device of the host's.
    device.beginPage(8);
    await whenView(second!.view, ({ page }) => page === 2);
    second!.look(1);
    draw(second!, 0, 40);
    await isInView(0);
    await host.page.getByTestId('page').tap({ position: { x: 200, y: 400 } });
    await host.page.getByTestId('following').waitFor({ state: 'detached' });
    const before = await restingBox(FAR - 1);
    draw(second!, FAR - 1, 50);
    await waitForAttribute(cellOf(host.page, FAR - 1), 'data-strokes', '1');
    expect(before.x).toBeGreaterThan(390);
    expect(await restingBox(FAR - 1)).toEqual(before);
  });
});
