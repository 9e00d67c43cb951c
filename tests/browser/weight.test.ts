import { createRoom } from '@inkroom/client';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../scripts/lib/browser.ts';
import { type PrivateStack, startPrivateStack } from '../../scripts/lib/private-stack.ts';
import { cellOf, enter, visit, waitForAttribute, writeWithMouse } from '../support/browser.ts';
import { announceTroubles, SERVER_AWAY } from '../support/consoles.ts';
import { ONE } from '../support/data.ts';

/**
 * What a browser may fetch of scripts from a room's link to a first stroke, in bytes as they come over the network: on a slow phone (1.6
 * Mbit/s) a little more than a second. React and Next take 60 % of it. Browsers take brotli by https and on localhost alone.
 */
const BUDGETS = { br: 220_000, gzip: 250_000 };

const PLAIN = 'school.local';

describe('the scripts of a room', () => {
  let stack: PrivateStack;
  let browser: Browser;

  beforeAll(async () => {
    stack = await startPrivateStack({ web: true, cpuWorkers: 0, env: { INKROOM_MNIST_MIRRORS: 'none' } });
    browser = await launchBrowser([`--host-resolver-rules=MAP ${PLAIN} 127.0.0.1`]);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  /** Bytes of each script that has come, without their headers. */
  const scripts = async (page: Page) =>
    page.evaluate(() => {
      const all = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
      const sizes = all.map(({ name, encodedBodySize }) => [new URL(name).pathname, encodedBodySize] as const);
      return sizes.filter(([path]) => path.endsWith('.js'));
    });
  const sum = (sizes: (readonly [string, number])[]) => sizes.reduce((total, [, size]) => total + size, 0);

  it.each([
    ['br', 'on a laptop', { width: 1280, height: 800 }],
    ['br', 'on a phone', { width: 390, height: 844 }],
    ['gzip', 'on a laptop', { width: 1280, height: 800 }],
  ] as const)('weigh no more than their budget up to a first stroke, in %s %s', async (encoding, _device, viewport) => {
    const room = await createRoom(stack.gatewayUrl);
    if (!room.ok) throw new Error(room.error.code);
    const link = `${stack.url}/r/${room.value.roomId}#${room.value.writeKey}`;
    // A service worker hands scripts on as they are when unpacked.
    const visitor = await visit(browser, { viewport, serviceWorkers: 'block' });
    const { page, context } = visitor;
    const encodings = new Set<string | undefined>();
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script') encodings.add(response.headers()['content-encoding']);
    });
    await page.goto(encoding === 'br' ? link : link.replace('localhost', PLAIN));
    await enter(visitor, 'Ann');
    await page.locator('[data-testid=page]:not([data-moving])').waitFor();

    const come = await scripts(page);
    expect(encodings).toContain(encoding);
    expect(sum(come), come.map(String).join('\n')).toBeLessThanOrEqual(BUDGETS[encoding]);

    // Nothing else is needed: one writes although no more scripts come, and is told where something is opened that would need them.
    announceTroubles(SERVER_AWAY);
    await context.route('**/*.js', (route) => route.abort());
    await writeWithMouse(page, 0, ONE);
    await waitForAttribute(cellOf(page, 0), 'data-strokes', '1');
    await waitForAttribute(page.getByTestId('connection-state'), 'data-pending', '0');
    await page.getByTestId('settings-open').click();
    const notice = page.getByRole('banner').getByTestId('not-loaded');
    await notice.waitFor();
    await context.unroute('**/*.js');
    await notice.getByTestId('load-again').click();
    await page.getByTestId('leave-room').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('leave-room').waitFor({ state: 'detached' });
    await page.locator('[data-testid=settings-open]:focus').waitFor();
    await context.close();
  });
});
