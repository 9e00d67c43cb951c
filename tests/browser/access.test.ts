import { createRoom, memoryStorage, RoomClient } from '@inkroom/client';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../scripts/lib/browser.ts';
import { type PrivateStack, startPrivateStack } from '../../scripts/lib/private-stack.ts';
import { accessFaults } from '../support/access.ts';
import { APPEAR_MS, cellOf, enter, takePicture, type Visitor, visit, waitForAttribute } from '../support/browser.ts';
import { announceTroubles, SERVER_AWAY } from '../support/consoles.ts';
import { draw } from '../support/person.ts';

const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

describe('every screen, for axe, in light and dark', () => {
  let stack: PrivateStack;
  let browser: Browser;
  let ann: Visitor;
  let page: Page;
  let pupil: RoomClient;
  let roomId = '';
  let writeKey = '';
  let watchKey = '';
  const at = (testId: string) => page.getByTestId(testId);

  beforeAll(async () => {
    stack = await startPrivateStack({ web: true, env: { INKROOM_MNIST_MIRRORS: 'none' } });
    browser = await launchBrowser();
    ann = await visit(browser);
    page = ann.page;
    const opened = await createRoom(stack.url, { title: 'Class 7b' });
    if (!opened.ok) throw new Error(opened.error.code);
    roomId = opened.value.roomId;
    writeKey = opened.value.writeKey;
    watchKey = opened.value.watchKey;
    pupil = new RoomClient({
      ...{ gatewayUrl: stack.url, roomId, key: writeKey, storage: memoryStorage(), name: 'Aki' },
    });
    await pupil.start();
    draw(pupil, 1, 30);
    await page.goto(`${stack.url}/r/${roomId}#${opened.value.hostKey}`);
  });
  afterAll(async () => {
    await pupil?.stop();
    await browser?.close();
    await stack?.stop();
  });
  beforeEach(({ task, onTestFailed }) => {
    onTestFailed(() => takePicture(page, task.name));
  });

  /** Holds what is on the screen now to all rules; the name tells which it was. */
  async function look(screen: string, shown = page): Promise<void> {
    expect.soft(await accessFaults(shown), screen).toEqual([]);
  }
  async function closed(testId: string): Promise<void> {
    await page.keyboard.press('Escape');
    await at(testId).waitFor({ state: 'detached' });
  }

  it('the ways in', async () => {
    await at('join-name').waitFor();
    await look('door');
    await enter(ann, 'Ann');
    const other = await visit(browser);
    await other.page.goto(stack.url);
    await other.page.getByTestId('new-room').waitFor();
    await look('lobby', other.page);
    await other.page.getByTestId('join-code').fill('000000');
    await other.page.getByTestId('join-by-code').click();
    await other.page.getByTestId('join-code').and(other.page.locator('[aria-invalid=true]')).waitFor();
    await look('lobby, wrong code', other.page);
    await other.page.goto(`${stack.url}/r/${roomId}#${watchKey}`);
    await other.page.getByTestId('join-submit').click();
    await other.page.getByTestId('watching').waitFor();
    await look('watching', other.page);
    await other.page.goto(stack.url);
    await other.page.locator('a[href^="/r/"]').waitFor();
    await look('lobby, with a room that was visited', other.page);
    await other.page.goto(`${stack.url}/r/aaaaaaaaaa`);
    await other.page.getByTestId('room-gone').waitFor();
    await look('room gone', other.page);
    await other.context.close();
  });

  it('the room and its panels', async () => {
    await waitForAttribute(cellOf(page, 1), 'data-prediction', /^\d$/);
    await look('room');
    await cellOf(page, 1).focus();
    await at('tab-inspect').click();
    await at('inspector-scores').waitFor();
    await look('inspector');
    for (const explanation of ['scores', 'pictures', 'reading']) await at(`inspector-${explanation}`).click();
    await at('framings-note').waitFor();
    await look('inspector, explained');
    await cellOf(page, 1).focus();
    await page.keyboard.press('c');
    await at('correction').waitFor();
    await look('correction');
    await at('label-1').click();
    await waitForAttribute(cellOf(page, 1), 'data-label', '1');
    await look('labelled');
    await at('tab-train').click();
    await at('train-start').waitFor();
    await look('training form');
    await at('train-more').click();
    await at('train-architecture-custom').click();
    await at('layer-add-dense').waitFor();
    await look('layers');
    await at('corrections-open').click();
    await at('person-samples-list').waitFor();
    await look('corrections');
    await closed('person-samples-list');
    await at('tab-models').click();
    await at('live-model').waitFor();
    await look('models');
  });

  it('keys come to the paper at once, and dialogs give the focus back', async () => {
    await page.reload();
    await waitForAttribute(at('connection-state'), 'data-state', 'online');
    const focused = () =>
      page.evaluate(() => document.activeElement?.getAttribute('data-testid') ?? document.activeElement?.tagName);
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('skip-to-paper');
    expect((await at('skip-to-paper').boundingBox())!.height).toBeGreaterThanOrEqual(24);
    await look('skip link');
    await page.keyboard.press('Enter');
    expect(await focused()).toMatch(/^cell-/);
    for (const [button, shown] of [
      ['settings-open', 'locale-ja'],
      ['share-open', 'share-link'],
      ['people-open', 'people-list'],
      ['page-number', 'page-overview'],
      ['rename-room', 'room-title-field'],
    ] as const) {
      await at(button).focus();
      await page.keyboard.press('Enter');
      await at(shown).waitFor();
      await closed(shown);
      // The focus goes back right after the dialog has gone.
      await expect.poll(focused, { message: `after ${shown}` }).toBe(button);
    }
  });

  it('nothing moves where people want no motion', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const moving = () =>
      page.evaluate(() =>
        document
          .getAnimations()
          .map((one) => ({ one, ms: Number(one.effect?.getComputedTiming().endTime) }))
          .filter(({ ms }) => ms > 1)
          .map(({ one, ms }) => `${(one.effect as KeyframeEffect).target?.className} ${ms}`),
      );
    for (const [button, shown] of [
      ['share-open', 'share-link'],
      ['people-open', 'people-list'],
      ['page-number', 'page-overview'],
      ['tab-models', 'side-panel'],
    ] as const) {
      await at(button).click();
      await at(shown).waitFor({ state: 'attached' });
      expect.soft(await moving(), button).toEqual([]);
      await page.keyboard.press('Escape');
    }
    await at('zoom-100').click();
    await at('zoom-fit').click();
    expect(await at('page').getAttribute('data-moving')).toBeNull();
    await page.emulateMedia({ reducedMotion: null });
  });

  it('what is there and what is chosen shows where the system forces its colours', async () => {
    await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
    /** Whether anything is to be seen of it. */
    const isSeen = async (shown: Locator) => {
      const there = await shown.screenshot();
      await shown.evaluate((element) => element.style.setProperty('opacity', '0', 'important'));
      const gone = await shown.screenshot();
      await shown.evaluate((element) => element.style.removeProperty('opacity'));
      return !there.equals(gone);
    };
    await at('settings-open').click();
    await at('board').waitFor();
    for (const [what, shown] of [
      ['a switch that is off', at('board')],
      ['a switch that is on', at('single-keys')],
      ['the connection', at('connection-state').locator('> :first-child')],
      ['the size of a pen', at('pen-fine').locator('> *')],
      ['a prediction', at('prediction-1')],
    ] as const)
      expect.soft(await isSeen(shown.first()), what).toBe(true);
    const outlines = (chosen: string) =>
      page.locator(chosen).evaluateAll((all) => all.map((one) => getComputedStyle(one).outlineStyle));
    for (const what of ['label:has(> :checked)', '[role=toolbar] [aria-pressed=true]']) {
      const found = await outlines(what);
      expect.soft(found.length, what).toBeGreaterThan(0);
      expect.soft(new Set(found), what).toEqual(new Set(['solid']));
    }
    expect(new Set(await outlines('[role=toolbar] [aria-pressed=false]'))).toEqual(new Set(['none']));
    await page.keyboard.press('Escape');
    await page.emulateMedia({ forcedColors: null, reducedMotion: null });
  });

  it('what opens over the room', async () => {
    for (const [button, shown, leave] of [
      ['settings-open', 'locale-ja', true],
      ['share-open', 'share-link', false],
      ['people-open', 'people-list', false],
      ['page-number', 'page-overview', true],
      ['begin-page', 'begin-8', true],
      ['rename-room', 'room-title-field', true],
    ] as const) {
      await at(button).click();
      await at(shown).waitFor();
      await look(button);
      if (leave) await closed(shown);
      else if (button === 'share-open') {
        await at('share-full-screen').click();
        await at('share-screen').waitFor();
        await look('share, full screen');
        await closed('share-screen');
        await closed('share-link');
      } else {
        await at('person').filter({ hasText: 'Aki' }).getByTestId('person-more').click();
        await at('person-menu').waitFor();
        await look('a person’s menu');
        await closed('person-menu');
        if ((await at('people-list').count()) > 0) await closed('people-list');
      }
    }
    await at('page')
      .focus()
      .catch(() => {});
    await page.keyboard.press('?');
    await at('shortcuts').waitFor();
    await look('keys');
    await closed('shortcuts');
    await at('tray-open').click();
    await at('tray-nothing').waitFor();
    await look('tray');
    await closed('tray');
  });

  it('what holds for the class, and the end', async () => {
    for (const [id, notice] of [
      ['pause-room', 'pause-notice'],
      ['work-apart', 'apart-notice'],
    ] as const) {
      await at('people-open').click();
      await at(id).click();
      await page.keyboard.press('Escape');
      await at(notice).waitFor();
      await look(notice);
      await at('people-open').click();
      await at(id).click();
      await page.keyboard.press('Escape');
      await at(notice).waitFor({ state: 'detached' });
    }
    const phone = await visit(browser, { ...PHONE, locale: 'ja-JP' });
    const { page: small } = phone;
    await small.goto(`${stack.url}/r/${roomId}#${writeKey}`);
    await enter(phone, 'あき');
    await look('phone', small);
    await small.getByTestId('tray-open').tap();
    await small.getByTestId('tray-nothing').waitFor();
    await look('tray on a phone', small);
    await small.getByTestId('tray-close').tap();
    await small.getByTestId('tab-inspect').tap();
    await small.getByTestId('side-panel').waitFor();
    await look('phone, panel', small);
    await page.getByTestId('people-open').click();
    await at('person').filter({ hasText: 'あき' }).getByTestId('person-more').click();
    await at('remove-person').click();
    await at('remove-question').waitFor();
    await look('removal');
    await at('remove-confirm').click();
    await small.getByTestId('room-gone').waitFor();
    await look('removed', small);
    await phone.context.close();
    await page.keyboard.press('Escape');
    announceTroubles(SERVER_AWAY);
    stack.signal('gateway', 'SIGSTOP');
    try {
      await at('connection-banner').waitFor({ timeout: 2 * APPEAR_MS });
      await look('server away');
    } finally {
      stack.signal('gateway', 'SIGCONT');
    }
  });
});
