import { createRoom, memoryStorage, RoomClient, whenView } from '@inkroom/client';
import type { Label } from '@inkroom/shared';
import { nanoid } from 'nanoid';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../scripts/lib/browser.ts';
import { type PrivateStack, startPrivateStack } from '../../scripts/lib/private-stack.ts';
import { placeDigit } from '../../scripts/replay/place-digit.ts';
import { cellOf, enter, tapFor, type Visitor, visit, waitForAttribute } from '../support/browser.ts';
import { ONE } from '../support/data.ts';

/** What a finger hits, CSS pixels. */
const TARGET = 44;

describe('the tray', () => {
  let stack: PrivateStack;
  let browser: Browser;

  beforeAll(async () => {
    stack = await startPrivateStack({ web: true, cpuWorkers: 0, env: { INKROOM_MNIST_MIRRORS: 'none' } });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  /** A room in which Ken has written in the first four cells, and Mia says of the third one something else than he. */
  async function conversation() {
    const opened = await createRoom(stack.gatewayUrl);
    if (!opened.ok) throw new Error(opened.error.code);
    const { roomId, writeKey: key } = opened.value;
    const come = async (name: string) => {
      const client = new RoomClient({ gatewayUrl: stack.gatewayUrl, roomId, key, storage: memoryStorage(), name });
      await client.start();
      return client;
    };
    const [ken, mia] = [await come('Ken'), await come('Mia')];
    for (const cell of [0, 1, 2, 3])
      for (const points of placeDigit(ONE))
        ken.submit({ kind: 'stroke.add', page: 1, stroke: { id: nanoid(), cell, width: 22, points: [...points] } });
    const say = async (client: RoomClient, cell: number, label: Label) => {
      await client.settled(client.labelCell(cell, label));
    };
    await whenView(mia.view, ({ state }) => state.pages[1]!.cells[3] !== undefined, 20_000);
    await say(ken, 2, 1);
    await say(mia, 2, 7);
    const stop = () => Promise.all([ken.stop(), mia.stop()]);
    return { link: `${stack.url}/r/${roomId}#${key}`, mia, say, stop };
  }

  async function at(link: string, options: Parameters<typeof visit>[1] = {}): Promise<Visitor> {
    const visitor = await visit(browser, options);
    await visitor.page.goto(link);
    await enter(visitor, 'Ann');
    await waitForAttribute(cellOf(visitor.page, 2), 'data-disputed', 'true');
    return visitor;
  }

  it('is worked through with N, digits and Enter, and says when somebody disagrees', async () => {
    const { link, mia, say, stop } = await conversation();
    const { page, context } = await at(link);
    const tray = page.getByTestId('tray');
    await waitForAttribute(page.getByTestId('tray-open'), 'data-count', '4');
    await page.keyboard.press('n');
    await page.locator('[data-testid=tray]:focus').waitFor();
    // What people disagree on comes first, and Enter agrees with what stands.
    await waitForAttribute(tray, 'data-cell', '2');
    await page.keyboard.press('Enter');
    await waitForAttribute(tray, 'data-cell', '0');
    expect(await cellOf(page, 2).getAttribute('data-label')).toBe('1');
    await page.keyboard.press('4');
    await waitForAttribute(cellOf(page, 0), 'data-label', '4');
    await waitForAttribute(tray, 'data-cell', '1');
    await page.keyboard.press('n');
    await waitForAttribute(tray, 'data-cell', '3');
    // The paper goes along, beside the tray.
    await page.locator('[data-testid=page]:not([data-moving])').waitFor();
    const [card, cell] = [(await tray.boundingBox())!, (await cellOf(page, 3).boundingBox())!];
    expect(cell.x).toBeGreaterThanOrEqual(card.x + card.width);
    await page.keyboard.press('x');
    await page.getByTestId('tray-nothing').waitFor();
    await page.keyboard.press('Escape');
    await tray.waitFor({ state: 'detached' });
    await waitForAttribute(page.getByTestId('tray-open'), 'data-count', '1');

    await waitForAttribute(page.getByTestId('connection-state'), 'data-pending', '0');
    await say(mia, 0, 9);
    const toast = page.getByTestId('toast');
    await toast.filter({ hasText: /Mia\W+says 9/ }).waitFor();
    await toast.getByRole('button').first().click();
    const opinions = page.getByTestId('correction').getByTestId('opinions');
    await opinions
      .filter({ hasText: /Mia\W+says 9/ })
      .filter({ hasText: /Ann\W+says 4/ })
      .waitFor();
    await page.getByTestId('correction').getByTestId(`agree-${mia.view.getState().you!.id}`).click();
    await waitForAttribute(cellOf(page, 0), 'data-label', '9');
    expect(await cellOf(page, 0).getAttribute('data-disputed')).toBeNull();
    await context.close();
    await stop();
  });

  it.each([
    ['upright', { width: 390, height: 844 }],
    ['across', { width: 844, height: 390 }],
  ])('is worked through by a thumb on a phone held %s, and nothing moves under it', async (_, viewport) => {
    const { link, stop } = await conversation();
    const { page, context } = await at(link, { viewport, hasTouch: true, isMobile: true });
    const tray = page.getByTestId('tray');
    await tapFor(page.getByTestId('tray-open'), tray);
    await waitForAttribute(tray, 'data-cell', '2');
    const places = async () => {
      const buttons = await tray.getByTestId('tray-card').locator('button[data-testid^=tray-]').all();
      return Promise.all(
        buttons.map(async (button) => [await button.getAttribute('data-testid'), await boxOf(button)]),
      );
    };
    const before = await places();
    expect(before).toHaveLength(14);
    for (const [name, box] of before as [string, Box][]) {
      expect(Math.min(box.width, box.height), name).toBeGreaterThanOrEqual(TARGET);
      expect(box.y + box.height, name).toBeLessThanOrEqual(viewport.height);
    }
    await page.getByTestId('tray-5').tap();
    await waitForAttribute(tray, 'data-cell', '0');
    expect(await places()).toEqual(before);
    await page.getByTestId('tray-not-a-digit').tap();
    await waitForAttribute(tray, 'data-cell', '1');
    await page.getByTestId('tray-next').tap();
    await waitForAttribute(tray, 'data-cell', '3');
    await page.getByTestId('tray-back').tap();
    await waitForAttribute(tray, 'data-cell', '1');
    await page.getByTestId('tray-close').tap();
    await tray.waitFor({ state: 'detached' });
    expect(await cellOf(page, 0).getAttribute('data-label')).toBe('not-a-digit');
    await context.close();
    await stop();
  });
});

type Box = NonNullable<Awaited<ReturnType<Locator['boundingBox']>>>;

async function boxOf(locator: Locator): Promise<Box> {
  return (await locator.boundingBox())!;
}
