import { ERROR_MESSAGES } from '@inkroom/shared';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import enShell from '../../apps/web/messages/en/shell.json' with { type: 'json' };
import jaErrors from '../../apps/web/messages/ja/errors.json' with { type: 'json' };
import jaShell from '../../apps/web/messages/ja/shell.json' with { type: 'json' };
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
import { announceTroubles, SERVER_AWAY } from '../support/consoles.ts';
import { writtenDigits } from '../support/data.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';
import { type Network, type NetworkOptions, openNetwork } from '../support/network.ts';
import { selfSigned } from '../support/self-signed.ts';

const DOMAIN = 'ink.example.org';
const BASE_PATH = process.env.BASE_PATH ?? '';
const texts = { en: { errors: ERROR_MESSAGES, shell: enShell }, ja: { errors: jaErrors, shell: jaShell } };
const JAPANESE = { locale: 'ja-JP' };

describe('a room in a browser, whatever lies between', () => {
  let stack: PrivateStack;
  /** Told nothing of the domain; what it has not itself, it asks of the stack. */
  let unaware: TestGateway;
  let browser: Browser;
  let digits: WrittenDigit[];
  const networks: Network[] = [];
  const visitors: Visitor[] = [];
  const browsers: Browser[] = [];

  beforeAll(async () => {
    const env = { INKROOM_MNIST_MIRRORS: 'none', PUBLIC_URL: `https://${DOMAIN}` };
    stack = await startPrivateStack({ web: true, env });
    const origin = new URL(stack.gatewayUrl).origin;
    unaware = await openGateway(stack.redis.url, {}, [], undefined, { appUrl: origin, basePath: BASE_PATH });
    digits = await writtenDigits(1);
    browser = await launchBrowser();
  });
  // What lies between refuses what browsers ask, and they say so.
  beforeEach(() => announceTroubles(SERVER_AWAY, /Failed to load resource: .* status of 403/));
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') {
      for (const [i, { page }] of visitors.entries()) await takePicture(page, `${task.name}-${i}`);
      console.error(stack?.lines.slice(-40).join('\n'));
    }
    for (const { context } of visitors.splice(0)) await context.close();
    for (const one of browsers.splice(0)) await one.close();
    await Promise.all(networks.splice(0).map((network) => network.close()));
  });
  afterAll(async () => {
    await browser?.close();
    await unaware?.stop();
    await stack?.stop();
  });
  async function through(options: NetworkOptions, gatewayUrl = stack.gatewayUrl): Promise<Network> {
    const network = await openNetwork(gatewayUrl, options);
    networks.push(network);
    return network;
  }
  async function somebody(options?: BrowserContextOptions, by = browser): Promise<Visitor> {
    const visitor = await visit(by, options);
    visitors.push(visitor);
    return visitor;
  }
  /** Ann opens a room at an address, Ben comes to it there. */
  async function bothIn(url: string, ann: Visitor, ben: Visitor): Promise<void> {
    await ann.page.goto(url);
    await ann.page.getByTestId('new-room').click();
    await enter(ann, 'Ann');
    await ben.page.goto(ann.page.url());
    await enter(ben, 'Ben');
    for (const { page } of [ann, ben]) {
      await page.getByTestId('people-count').getByText('2').waitFor();
      await page.getByTestId('zoom-fit').click();
    }
  }
  /** Each writes a digit: the other sees it while it is drawn, and both what the model reads. */
  async function writeTogether(ann: Visitor, ben: Visitor): Promise<void> {
    for (const [cell, by, to] of [
      [0, ann, ben],
      [1, ben, ann],
    ] as const) {
      const digit = digits[3 + cell]!;
      await writeWithMouse(by.page, cell, digit, async () => {
        await waitForAttribute(cellOf(to.page, cell), 'data-live', 'true');
        expect(await cellOf(to.page, cell).getAttribute('data-strokes')).toBe('0');
      });
      for (const { page } of [by, to]) {
        await waitForAttribute(cellOf(page, cell), 'data-strokes', String(digit.strokes.length));
        await waitForAttribute(cellOf(page, cell), 'data-prediction', /^\d$/);
      }
    }
  }
  const says = ({ page }: Visitor, text: string) => page.getByText(text).first().waitFor();

  it('works where a proxy answers every upgrade with 403: ink while it is drawn, and predictions', async () => {
    const school = await through({ upgrades: 'refuse' });
    const [ann, ben] = [await somebody(), await somebody(JAPANESE)];
    await bothIn(school.url, ann, ben);
    await writeTogether(ann, ben);
  });

  describe('by HTTPS at a domain, of which port 443 alone is open', () => {
    const tls = selfSigned(DOMAIN);
    /** Two browsers for which there is that port of that name, and nothing else in the world. */
    async function behind(options: NetworkOptions): Promise<[Visitor, Visitor]> {
      const { port } = new URL((await through({ tls, ...options })).url);
      const only = `--host-resolver-rules=MAP ${DOMAIN}:443 127.0.0.1:${port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`;
      // Unlike Playwright's own setting this one lets the service worker come as well.
      const one = await launchBrowser([only, '--ignore-certificate-errors']);
      browsers.push(one);
      const come = () => somebody({}, one);
      return [await come(), await come()];
    }
    const url = `https://${DOMAIN}${BASE_PATH}`;

    it('works, and opens a WebSocket', async () => {
      const [ann, ben] = await behind({});
      const opened: string[] = [];
      const failed: string[] = [];
      ann.page.on('websocket', (socket) => opened.push(new URL(socket.url()).origin));
      ann.page.on('requestfailed', (request) => failed.push(request.url()));
      await bothIn(url, ann, ben);
      await writeTogether(ann, ben);
      expect(new Set(opened)).toEqual(new Set([`wss://${DOMAIN}`]));
      // Whatever it asked for was at that one address.
      expect(failed.filter((asked) => !asked.startsWith(`${url}/`))).toEqual([]);
    });

    it('works through a tunnel that has a Host of its own, tells the public one beside it, and takes no WebSocket', async () => {
      const [ann, ben] = await behind({
        upgrades: 'refuse',
        headers: {
          host: 'backend.tunnel.example',
          'x-forwarded-for': '198.51.100.7',
          'x-forwarded-host': DOMAIN,
          'x-forwarded-proto': 'https',
        },
      });
      await bothIn(url, ann, ben);
      await writeTogether(ann, ben);
    });
  });

  describe('says which it is', () => {
    it.each(['en', 'ja'] as const)('where the network lets pages through and nothing else, in %s', async (locale) => {
      const school = await through({ blocked: /\/socket\.io/ });
      const ann = await somebody({ locale });
      await ann.page.goto(school.url);
      await ann.page.getByTestId('new-room').click();
      await says(ann, texts[locale].errors.network_blocked);
      await ann.page.goto(`${school.url}/r/abcd234567`);
      await says(ann, texts[locale].errors.network_blocked);
    });

    it.each(['en', 'ja'] as const)(
      'where a proxy rewrites Host and the page is refused, in %s, in the log too',
      async (locale) => {
        const proxy = await through({ headers: { host: new URL(stack.gatewayUrl).host } });
        const ann = await somebody({ locale });
        await ann.page.goto(proxy.url.replace('127.0.0.1', 'localhost'));
        await ann.page.getByTestId('new-room').click();
        const text = texts[locale].errors.origin_refused;
        expect(text).toContain('PUBLIC_URL');
        await says(ann, text);
        expect(stack.lines.some((line) => /refused.*set PUBLIC_URL/.test(line))).toBe(true);
      },
    );

    it('at the first request where the Host is a name that nobody told it', async () => {
      const proxy = await through({ headers: { host: 'backend.example' } }, `${unaware.url}${BASE_PATH}`);
      const ann = await somebody();
      const answer = await ann.page.goto(proxy.url);
      expect(answer?.status()).toBe(403);
      expect(await answer?.text()).toMatch(/has to set PUBLIC_URL to it\.\n.*PUBLIC_URL にそのアドレスを設定/);
    });

    it.each(['en', 'ja'] as const)(
      'where the server is away: in the lobby, at the door and in the room, in %s',
      async (locale) => {
        const line = await through({});
        const inside = await somebody({ locale });
        await inside.page.goto(line.url);
        await inside.page.getByTestId('new-room').click();
        await enter(inside, 'Ann');
        const [lobby, door] = [await somebody({ locale }), await somebody({ locale })];
        await lobby.page.goto(line.url);
        await door.page.goto(inside.page.url());
        await door.page.getByTestId('join-name').waitFor();
        await door.page.waitForLoadState('networkidle');
        await line.close();
        await lobby.page.getByTestId('new-room').click();
        await says(lobby, texts[locale].shell.lobby.unreachableTitle);
        await door.page.getByTestId('join-name').fill('Ben');
        await door.page.getByTestId('join-submit').click();
        await says(door, texts[locale].shell.join.waiting);
        await says(inside, texts[locale].shell.room.reconnectingBanner);
      },
    );
  });

  it.each([
    ['WebSocket', 'pass'],
    ['long polling', 'refuse'],
  ] as const)('says within 3 s to who draws that the connection is silent, by %s', async (_way, upgrades) => {
    const wifi = await through({ upgrades });
    const ann = await somebody();
    await ann.page.goto(wifi.url);
    await ann.page.getByTestId('new-room').click();
    await enter(ann, 'Ann');
    await ann.page.getByTestId('zoom-fit').click();
    await writeWithMouse(ann.page, 0, digits[1]!);
    await waitForAttribute(ann.page.getByTestId('connection-state'), 'data-pending', '0');
    // In place before the pen comes down: mouse and script reach the page on ways of their own.
    const said = await ann.page.evaluateHandle((text) => {
      let downAt: number | undefined;
      addEventListener('pointerdown', () => (downAt ??= performance.now()), { capture: true });
      const afterMs = new Promise<number>((resolve) => {
        new MutationObserver(() => {
          // Not just anywhere: the page's scripts hold all its messages.
          const banner = document.querySelector('[data-testid="connection-banner"]');
          if (banner?.textContent.includes(text)) resolve(performance.now() - downAt!);
        }).observe(document.body, { childList: true, subtree: true, characterData: true });
      });
      return { afterMs };
    }, texts.en.shell.room.silentBanner);
    wifi.hold();
    await writeWithMouse(ann.page, 1, digits[1]!);
    expect(await said.evaluate(({ afterMs }) => afterMs)).toBeLessThan(3_000);
    wifi.release();
    await ann.page.getByTestId('connection-banner').waitFor({ state: 'detached' });
    await waitForAttribute(ann.page.getByTestId('connection-state'), 'data-pending', '0');
  });
});
