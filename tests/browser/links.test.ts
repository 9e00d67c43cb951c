import { createRoom, memoryStorage, RoomClient } from '@inkroom/client';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../scripts/lib/browser.ts';
import { type PrivateStack, startPrivateStack } from '../../scripts/lib/private-stack.ts';
import { enter, takePicture, type Visitor, visit, waitForAttribute } from '../support/browser.ts';
import { announceTroubles } from '../support/consoles.ts';

describe('a link that went through mail, chat and keyboards', () => {
  let stack: PrivateStack;
  let browser: Browser;
  let ann: Visitor;
  let roomId = '';
  let hostKey = '';
  let writeKey = '';
  let watchKey = '';

  beforeAll(async () => {
    stack = await startPrivateStack({ web: true, cpuWorkers: 0, env: { INKROOM_MNIST_MIRRORS: 'none' } });
    const room = await createRoom(stack.gatewayUrl);
    if (!room.ok) throw new Error(room.error.code);
    ({ roomId, hostKey, writeKey, watchKey } = room.value);
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
      [`/r/${roomId.slice(0, 5)}-${roomId.slice(5)}`, `/r/${roomId}`],
      [`/R/${roomId.toUpperCase()}?watch`, `/r/${roomId}?watch`],
    ] as const) {
      await page.goto(`${stack.url}${asked}#${writeKey}`);
      await page.getByTestId('join-name').waitFor();
      expect(page.url(), asked).toBe(`${stack.url}${clean}#${writeKey}`);
    }
  });

  it('says at once that an address with no code in it leads nowhere', async () => {
    const { page } = ann;
    await page.goto(`${stack.url}/r/${encodeURIComponent('あいう')}`);
    expect(await page.getByTestId('room-gone').textContent()).toContain('あいう');
    announceTroubles(/status of 404 .*\/nowhere/);
    expect((await page.goto(`${stack.url}/nowhere`))?.status()).toBe(404);
  });

  it('is read in the lobby, a host’s with its key', async () => {
    const { page } = ann;
    await page.goto(stack.url);
    await page.getByTestId('join-code').fill('javascript');
    await page.getByTestId('join-by-code').click();
    await page.getByText('does not look like').waitFor();
    await page
      .getByTestId('join-code')
      .fill(`部屋は「https://ink.example/r/${roomId.toUpperCase()}#${hostKey.toUpperCase()}」です。`);
    await page.getByTestId('join-by-code').click();
    await page.getByTestId('join-name').fill('Ann');
    await page.getByTestId('join-submit').click();
    await waitForAttribute(page.getByTestId('connection-state'), 'data-state', 'online');
    await page.getByTestId('rename-room').waitFor();
  });

  it('a name stays one line in its place, however long, piled up or turned it was given', async () => {
    const names = [
      'あ'.repeat(40),
      'ｗ'.repeat(40),
      '﷽'.repeat(40),
      '𒐫'.repeat(40),
      'שלום (1)',
      '\u202egnp.exe',
      '👋🏽 👨‍👩‍👧‍👦',
    ];
    names.push([...'Zalgo'].map((letter) => letter + '\u0335\u0302\u0323'.repeat(9)).join(''));
    const room = await createRoom(stack.gatewayUrl);
    if (!room.ok) throw new Error(room.error.code);
    const clients = names.map(
      (name) =>
        new RoomClient({
          ...{ gatewayUrl: stack.gatewayUrl, roomId: room.value.roomId, key: room.value.writeKey },
          ...{ storage: memoryStorage(), name },
        }),
    );
    for (const client of clients) expect(await client.start()).toMatchObject({ ok: true });
    const phone = await visit(browser, { viewport: { width: 320, height: 640 } });
    const { page } = phone;
    await page.goto(`${stack.url}/r/${room.value.roomId}#${room.value.writeKey}`);
    await enter(phone, 'Ann');
    await page
      .getByTestId('people-count')
      .getByText(String(names.length + 1))
      .waitFor();
    await page.getByTestId('people-open').click();
    const rows = page.getByTestId('people-list').locator('li');
    await rows.nth(names.length).waitFor();
    const shown = await rows.evaluateAll((items) =>
      items.map((item) => ({ height: item.clientHeight, spills: item.scrollWidth > item.clientWidth })),
    );
    expect(new Set(shown.map(({ height }) => height)).size).toBe(1);
    expect(shown.some(({ spills }) => spills)).toBe(false);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    expect(await rows.allTextContents()).toContainEqual(expect.stringContaining('gnp.exe'));
    await takePicture(page, 'names');
    await phone.context.close();
    for (const client of clients) await client.stop();
  });

  it('makes one the host without leaving the key in the address, a reload before the door included', async () => {
    const { page } = await visit(browser);
    await page.goto(stack.url);
    await page.goto(`${stack.url}/r/${roomId}#${hostKey}`);
    await page.getByTestId('join-name').waitFor();
    expect(page.url()).toBe(`${stack.url}/r/${roomId}`);
    await page.reload();
    await page.getByTestId('join-name').fill('Cleo');
    await page.getByTestId('join-submit').click();
    await page.getByTestId('rename-room').waitFor();
    // What people copy from there lets others write, and makes nobody a host.
    await page.waitForURL(`${stack.url}/r/${roomId}#${writeKey}`);
    // The page does not bring it back, and one entry of the history is one page.
    await page.getByTestId('settings-open').click();
    await page.getByTestId('locale-ja').click();
    await page.getByText('書く').first().waitFor();
    expect(page.url()).toBe(`${stack.url}/r/${roomId}#${writeKey}`);
    await page.goBack();
    await page.getByTestId('new-room').waitFor();
    await page.goForward();
    await page.getByTestId('rename-room').waitFor();
    await page.waitForURL(`${stack.url}/r/${roomId}#${writeKey}`);
  });

  it('makes one the host who is in the room already', async () => {
    const { page } = await visit(browser);
    await page.goto(`${stack.url}/r/${roomId}#${writeKey}`);
    await page.getByTestId('join-name').fill('Dan');
    await page.getByTestId('join-submit').click();
    await waitForAttribute(page.getByTestId('connection-state'), 'data-state', 'online');
    expect(await page.getByTestId('rename-room').count()).toBe(0);
    // Only the fragment changes: the browser loads nothing. The app puts the link to pass on back into the address at the same moment.
    await page.evaluate(
      ([opened, shown]) => {
        window.location.hash = opened;
        window.history.replaceState(null, '', `#${shown}`);
      },
      [hostKey, writeKey] as const,
    );
    await page.getByTestId('rename-room').waitFor();
    await page.waitForURL(`${stack.url}/r/${roomId}#${writeKey}`);
  });

  it('is found by the code that a host shows, and by none that nobody shows', async () => {
    const [teacher, pupil] = [await visit(browser), await visit(browser)];
    await teacher.page.goto(`${stack.url}/r/${roomId}#${hostKey}`);
    await enter(teacher, 'Teacher');
    await teacher.page.getByTestId('share-open').click();
    const code = (await teacher.page.getByTestId('join-code-shown').first().textContent())!;
    expect(code).toMatch(/^\d{6}$/);
    await teacher.page.getByTestId('share-full-screen').click();
    const { page } = pupil;
    await page.goto(stack.url);
    await page.getByTestId('join-code').fill(code === '000000' ? '111111' : '000000');
    await page.getByTestId('join-by-code').click();
    await page.getByText('No room shows this code').waitFor();
    await page.getByTestId('join-code').fill(wide(`${code.slice(0, 3)} ${code.slice(3)}`));
    await page.getByTestId('join-by-code').click();
    await enter(pupil, 'Fumi');
    expect(page.url()).toBe(`${stack.url}/r/${roomId}#${writeKey}`);
    await teacher.page.getByTestId('arrivals').getByText('Fumi').waitFor();
    await takePicture(teacher.page, 'arrivals');
    for (const { context } of [teacher, pupil]) {
      await context.close();
    }
  });

  it('R9 for watching lets one watch, until one opens the one for writing', async () => {
    const { page } = await visit(browser);
    await page.goto(`${stack.url}/r/${roomId}#${watchKey}`);
    await page.getByTestId('join-submit').click();
    await page.getByTestId('watching').waitFor();
    await page.getByTestId('share-open').click();
    expect(await page.getByTestId('share-link').inputValue()).toContain(`#${watchKey}`);
    expect(await page.content()).not.toContain(writeKey);
    // As one opens it who has nothing but the address.
    await page.goto(stack.url);
    await page.locator('a[href^="/r/"]').first().click();
    await page.getByTestId('watching').waitFor();
    await page.waitForURL(`${stack.url}/r/${roomId}#${watchKey}`);
    await page.evaluate((key) => {
      window.location.hash = key;
    }, writeKey);
    await page.getByTestId('join-name').fill('Eva');
    await page.getByTestId('join-submit').click();
    await waitForAttribute(page.getByTestId('connection-state'), 'data-state', 'online');
    expect(await page.getByTestId('watching').count()).toBe(0);
    expect(page.url()).toBe(`${stack.url}/r/${roomId}#${writeKey}`);
  });

  it('R9 asks at a device where somebody was before whether it is them: who is not comes in as somebody new', async () => {
    const teacher = await visit(browser);
    const { page, context } = teacher;
    await page.goto(`${stack.url}/r/${roomId}#${hostKey}`);
    await enter(teacher, 'Hana');
    await page.getByTestId('rename-room').waitFor();
    // A reload goes on without a question, and so does the way there from the lobby.
    await page.reload();
    await page.getByTestId('rename-room').waitFor();
    const open = async () => {
      const tab = await context.newPage();
      await tab.goto(`${stack.url}/r/${roomId}#${writeKey}`);
      await tab.getByTestId('go-on').getByText('Hana').waitFor();
      return tab;
    };
    const same = await open();
    await same.getByTestId('go-on').click();
    await same.getByTestId('rename-room').waitFor();
    await same.getByTestId('settings-open').click();
    await same.getByTestId('leave-room').click();
    await same.getByTestId('new-room').waitFor();
    await same.locator('a[href^="/r/"]').first().click();
    await same.getByTestId('somebody-else').click();
    expect(await same.getByTestId('join-name').inputValue()).toBe('');
    await same.getByTestId('another-name').click();
    await same.getByTestId('join-made-up').click();
    await waitForAttribute(same.getByTestId('connection-state'), 'data-state', 'online');
    expect(await same.getByTestId('rename-room').count()).toBe(0);
    await same.getByTestId('people-open').click();
    await same.getByTestId('people-list').getByText('Hana').waitFor();
    await same.getByTestId('people-list').getByText('(you)').waitFor();
    await context.close();
  });

  it('that is incomplete, or was replaced, says so before it asks for a name', async () => {
    const { page } = ann;
    const gone = page.getByTestId('room-gone');
    for (const [link, said] of [
      [`${roomId}`, 'not complete'],
      [`${roomId}#${writeKey.slice(1)}`, 'not complete'],
      [`${roomId}#${writeKey.replace(/./, (letter) => (letter === 'a' ? 'b' : 'a'))}`, 'no longer works'],
      [`nosuch2345#${writeKey}`, 'could not find'],
    ] as const) {
      const stranger = await visit(browser);
      await stranger.page.goto(`${stack.url}/r/${link}`);
      await stranger.page.getByTestId('room-gone').getByText(said).waitFor();
      await stranger.context.close();
    }
    // It keeps nobody out who is known there.
    await page.goto(`${stack.url}/r/${roomId}#${'z'.repeat(16)}`);
    await waitForAttribute(page.getByTestId('connection-state'), 'data-state', 'online');
    expect(await gone.count()).toBe(0);
  });
});
