import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../scripts/lib/browser.ts';
import { type PrivateStack, startPrivateStack } from '../../scripts/lib/private-stack.ts';
import { cellOf, takePicture, type Visitor, visit, waitForAttribute, writeWithMouse } from '../support/browser.ts';
import { announceTroubles, SERVER_AWAY } from '../support/consoles.ts';
import { ONE } from '../support/data.ts';
import { until } from '../support/until.ts';

const PLAIN = 'school.local';

describe('a reload while the server is away', () => {
  let stack: PrivateStack;
  let browser: Browser;
  let visitors: Visitor[] = [];

  beforeAll(async () => {
    stack = await startPrivateStack({ web: true, cpuWorkers: 0, env: { INKROOM_MNIST_MIRRORS: 'none' } });
    // Under a name of the network the very same page is plain http, which has no service worker.
    browser = await launchBrowser([`--host-resolver-rules=MAP ${PLAIN} 127.0.0.1`]);
  });
  afterEach(async () => {
    stack.signal('gateway', 'SIGCONT');
    for (const { context } of visitors) await context.close();
    visitors = [];
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });
  beforeEach(() => announceTroubles(SERVER_AWAY));
  beforeEach(() =>
    until('the gateway answers', () =>
      fetch(`${stack.url}/health`).then(
        ({ ok }) => ok,
        () => false,
      ),
    ),
  );
  beforeEach(({ task, onTestFailed }) => {
    onTestFailed(async () => {
      for (const [i, { page }] of visitors.entries()) await takePicture(page, `${task.name}-${i}`);
      console.error(stack?.lines.slice(-40).join('\n'));
    });
  });

  const state = (page: Page, connection: string) =>
    waitForAttribute(page.getByTestId('connection-state'), 'data-state', connection);
  const pending = (page: Page, count: number) =>
    waitForAttribute(page.getByTestId('connection-state'), 'data-pending', String(count));
  const strokes = (page: Page, cell: number, count: number) =>
    waitForAttribute(cellOf(page, cell), 'data-strokes', String(count));
  const banner = (page: Page) => page.getByTestId('connection-banner');

  async function come(address: string, name: string, locale = 'en-GB'): Promise<Page> {
    const visitor = await visit(browser, { locale });
    visitors.push(visitor);
    const { page } = visitor;
    await page.goto(address);
    if (new URL(address).pathname === '/') await page.getByTestId('new-room').click();
    await page.getByTestId('join-name').fill(name);
    await page.getByTestId('join-submit').click();
    await state(page, 'online');
    await page.getByTestId('zoom-fit').click();
    return page;
  }
  const isKept = (page: Page) =>
    until('the page is kept', () => page.evaluate(async () => Boolean(await caches.match(location.href))));
  /** Nothing listens any more, until the process that was started in its place goes on. */
  async function refuseAll(): Promise<void> {
    const { gateway } = stack.pids();
    stack.signal('gateway', 'SIGKILL');
    await until('there is another', () => {
      const { gateway: next } = stack.pids();
      return next !== undefined && next !== gateway;
    });
    stack.signal('gateway', 'SIGSTOP');
  }

  it.each([
    ['hangs', async () => stack.signal('gateway', 'SIGSTOP')],
    ['refuses all', refuseAll],
  ])(
    'shows the room with one’s waiting ink where the gateway %s, and all of it arrives once',
    async (_how, takeAway) => {
      const page = await come(stack.url, 'Ann');
      await writeWithMouse(page, 0, ONE);
      await pending(page, 0);
      await isKept(page);

      await takeAway();
      await writeWithMouse(page, 1, ONE);
      await writeWithMouse(page, 2, ONE);
      await pending(page, 2);
      await banner(page).waitFor();
      expect(await banner(page).textContent()).not.toContain('Do not reload');

      await page.reload();
      await banner(page).waitFor();
      for (const cell of [0, 1, 2]) await strokes(page, cell, 1);
      await page.getByTestId('zoom-fit').click();
      // What was never opened before opens as well.
      await page.getByTestId('page-number').click();
      await page.getByTestId('page-overview').waitFor();
      await page.keyboard.press('Escape');
      await page.getByTestId('page-overview').waitFor({ state: 'detached' });
      await page.getByTestId('undo').click();
      await strokes(page, 2, 0);
      await writeWithMouse(page, 3, ONE);
      // What was acknowledged before can be taken back too; what was taken back can be done again.
      await page.getByTestId('undo').click();
      await page.getByTestId('undo').click();
      await page.getByTestId('undo').click();
      for (const cell of [0, 1, 2, 3]) await strokes(page, cell, 0);
      await page.reload();
      await banner(page).waitFor();
      await page.getByTestId('zoom-fit').click();
      for (let i = 0; i < 3; i++) await page.getByTestId('redo').click();
      for (const [cell, count] of [1, 1, 0, 1].entries()) await strokes(page, cell, count);
      await banner(page).getByText('Drawing goes on').waitFor();
      expect(await banner(page).textContent()).not.toContain('Do not reload');

      stack.signal('gateway', 'SIGCONT');
      await state(page, 'online');
      await pending(page, 0);
      const other = await come(page.url(), 'Ben');
      for (const shown of [page, other])
        for (const [cell, count] of [1, 1, 0, 1].entries()) await strokes(shown, cell, count);
      await banner(page).waitFor({ state: 'detached' });
    },
  );

  it('shows the lobby, which says so, and leads from there into a room that was visited', async () => {
    const page = await come(stack.url, 'Ann');
    await isKept(page);
    await page.goto(stack.url);
    await page.getByTestId('new-room').waitFor();
    await isKept(page);
    await refuseAll();
    await page.reload();
    await page.getByTestId('gateway-unreachable').waitFor();
    await page.locator('a[href^="/r/"]').first().click();
    await page.getByTestId('room').waitFor();
    await banner(page).waitFor();
    stack.signal('gateway', 'SIGCONT');
    await state(page, 'online');
  });

  it('is advised against on plain http, in both languages, and only while the gateway is away', async () => {
    const plain = stack.url.replace('localhost', PLAIN);
    const pages = [await come(plain, 'Ann'), await come(plain, 'Hana', 'ja-JP')];
    for (const page of pages) expect(await page.evaluate(() => isSecureContext)).toBe(false);
    await refuseAll();
    for (const [i, advice] of ['Do not reload', '再読み込みしないでください'].entries())
      await banner(pages[i]!).getByText(advice).waitFor();
    stack.signal('gateway', 'SIGCONT');
    for (const page of pages) await banner(page).waitFor({ state: 'detached' });
  });

  it('is no matter while it answers: the page is the server’s, never the kept one', async () => {
    const page = await come(stack.url, 'Ann');
    await isKept(page);
    await page.evaluate(async () => {
      for (const name of await caches.keys())
        await (await caches.open(name)).put(
          location.href,
          new Response('kept', { headers: { 'content-type': 'text/html' } }),
        );
    });
    await page.reload();
    await state(page, 'online');
  });

  it('keeps no page of another build, and nothing of an older one beside a newer', async () => {
    const page = await come(stack.url, 'Ann');
    await isKept(page);
    const caches = () => page.evaluate(() => window.caches.keys());
    const [own] = await caches();
    const ask = (build: string) =>
      page.evaluate(async (asked) => {
        const { active } = await navigator.serviceWorker.ready;
        const { port1, port2 } = new MessageChannel();
        active?.postMessage({ build: asked, page: location.href }, [port2]);
        const answers: boolean[] = [];
        return new Promise<boolean[]>((resolve) => {
          port1.onmessage = ({ data }) => {
            answers.push(data);
            if (answers.length === 2) resolve(answers);
          };
        });
      }, build);
    expect(await ask('of-yesterday')).toEqual([false, false]);
    expect(await caches()).toEqual([own]);
    const old = own!.replace(/[^ ]+$/, 'of-yesterday');
    await page.evaluate((name) => window.caches.open(name), old);
    expect(await ask(own!.split(' ').at(-1)!)).toEqual([true, true]);
    expect(await caches()).toEqual([own]);
  });
});
