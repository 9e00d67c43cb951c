import { createRoom, memoryStorage, RoomClient, whenView } from '@inkroom/client';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { type PrivateStack, startPrivateStack } from '../../scripts/lib/private-stack.ts';
import { enter, launchBrowser, visit } from '../support/browser.ts';
import { draw } from '../support/person.ts';

const NAMES = [
  'Aki',
  'Haruto',
  'Yui',
  'Sota',
  'Mei',
  'Ren',
  'Hina',
  'Riku',
  'Sakura',
  'Yuto',
  'Aoi',
  'Kaito',
  'Rin',
  'Aki',
  'Daiki',
  'Emi',
  'Fumi',
  'Go',
  'Hana',
  'Itsuki',
  'Jun',
  'Kana',
  'Leo',
  '健太',
  '美咲',
  '大輔',
  'さくら',
  'Bartholomew Featherstonehaugh',
  'Aki',
  'Nao',
];
describe('shots', () => {
  let stack: PrivateStack;
  let browser: Browser;
  const clients: RoomClient[] = [];
  beforeAll(async () => {
    stack = await startPrivateStack({ web: true });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await Promise.all(clients.map((c) => c.stop()));
    await browser?.close();
    await stack?.stop();
  });
  it('takes', { timeout: 280_000 }, async () => {
    const opened = await createRoom(stack.url, { title: '3-B' });
    if (!opened.ok) throw new Error('no');
    const { roomId, hostKey, writeKey } = opened.value;
    for (const name of NAMES) {
      const c = new RoomClient({
        gatewayUrl: stack.url,
        roomId,
        key: writeKey,
        storage: memoryStorage(),
        name,
        idleMs: name === 'Yui' ? 100 : 1e6,
      });
      await c.start();
      await whenView(c.view, (v) => v.state.pages[1] !== undefined);
      clients.push(c);
    }
    clients[4]!.setHidden(true);
    clients[9]!.setHidden(true);
    for (const [i, c] of clients.entries())
      for (let n = 0; n < (i * 7) % 5; n++) {
        draw(c, (i * 3 + n) % 40, 10 + n * 10);
        await new Promise((r) => setTimeout(r, 150));
      }
    clients[0]!.labelCell(0, 3);
    for (const [name, options, locale] of [
      ['laptop', { viewport: { width: 1440, height: 900 } }, 'en'],
      ['laptop-dark', { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' }, 'en'],
      ['laptop-ja', { viewport: { width: 1440, height: 900 } }, 'ja'],
      ['phone', { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }, 'en'],
      [
        'phone-ja-dark',
        {
          viewport: { width: 390, height: 844 },
          deviceScaleFactor: 2,
          isMobile: true,
          hasTouch: true,
          colorScheme: 'dark',
        },
        'ja',
      ],
    ] as const) {
      const v = await visit(browser, { ...options, locale: locale === 'ja' ? 'ja-JP' : 'en-GB' });
      await v.page.goto(`${stack.url}/r/${roomId}#${hostKey}`);
      await enter(v, 'Ms Sato');
      await v.page.waitForTimeout(1500);
      await v.page.getByTestId('people-open').click();
      await v.page.waitForTimeout(600);
      await v.page.screenshot({ path: `/tmp/people-shots/${name}-1.png` });
      await v.page.getByTestId('people-title').evaluate((e) => e.scrollIntoView());
      await v.page.getByTestId('order-written').click();
      await v.page.getByTestId('light-person').nth(1).click();
      await v.page.waitForTimeout(400);
      await v.page.screenshot({ path: `/tmp/people-shots/${name}-2.png` });
      await v.page
        .getByTestId('person')
        .last()
        .evaluate((e) => e.scrollIntoView());
      await v.page.waitForTimeout(300);
      await v.page.screenshot({ path: `/tmp/people-shots/${name}-3.png` });
      await v.page.getByTestId('follow-person').first().click();
      for (const c of clients.slice(10, 26))
        c.moveCursor(300 + ((140 * clients.indexOf(c)) % 1500), 200 + ((clients.indexOf(c) * 97) % 900));
      const pens = [3, 14, 26].map((i, k) => {
        const pen = clients[i]!.beginStroke({ cell: 10 + k * 2 });
        pen.add([100, 80, 0.5, 0]);
        pen.add([180, 200, 0.5, 50]);
        return pen;
      });
      await v.page.waitForTimeout(700);
      await v.page.screenshot({ path: `/tmp/people-shots/${name}-4.png` });
      for (const pen of pens) pen.end();
      await v.page.close();
    }
  });
});
