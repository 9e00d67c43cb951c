import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { memoryStorage, RoomClient, type RoomView, shownPage, whenView } from '@inkroom/client';
import { readRoomLink } from '@inkroom/shared';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type PrivateStack, startPrivateStack } from '../../scripts/lib/private-stack.ts';
import { root } from '../../scripts/lib/root.mjs';
import type { WrittenDigit } from '../../scripts/replay/digit-file.ts';
import { announceTroubles, SERVER_AWAY } from '../support/consoles.ts';
import { writtenDigits } from '../support/data.ts';
import { chromiumEngine } from '../support/engines/chromium.ts';
import type { Tab } from '../support/engines/engine.ts';
import { firefoxEngine } from '../support/engines/firefox.ts';
import { Hand } from '../support/engines/hand.ts';
import { webkitEngine } from '../support/engines/webkit.ts';

/** ms that what was written may take to reach another. */
const APPEAR_MS = 20_000;
const LAPTOP = { width: 1280, height: 800 };
const JAPANESE = /[\u3040-\u30ff\u4e00-\u9fff]/;
/** Where each engine's pictures of each step are left, to be looked at. */
const PICTURES = join(root, '.inkroom/engine-pictures');
const ENGINES = [chromiumEngine, firefoxEngine, webkitEngine];

describe('one story in every engine', () => {
  let stack: PrivateStack;
  let digits: WrittenDigit[];
  let tab: Tab | null = null;
  let watcher: RoomClient | null = null;

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    stack = await startPrivateStack({ web: true, killable: true });
    digits = await writtenDigits(1);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') {
      await tab?.picture(join(PICTURES, `${task.name}-failed.png`)).catch(() => {});
      console.error(stack.lines.slice(-30).join('\n'));
    }
    await watcher?.stop();
    await tab?.close();
    watcher = tab = null;
  });
  afterAll(() => stack?.stop());

  for (const engine of ENGINES) {
    const isHere = engine.isHere();
    if (!isHere) console.warn(`no story in ${engine.name}; on Debian: apt-get install ${engine.packages.join(' ')}`);
    it.skipIf(!isHere)(engine.name, async () => {
      const opened = await engine.open(LAPTOP);
      tab = opened;
      const hand = new Hand(opened);
      const picture = (name: string) => opened.picture(join(PICTURES, `${engine.name}-${name}.png`));
      const strokes = (cell: number, digit: number) =>
        hand.seeAttribute(`cell-${cell}`, 'data-strokes', String(digits[digit]!.strokes.length));

      // The door.
      await opened.goto(stack.url);
      await hand.fill('room-title', 'Class 7b');
      await hand.tap('new-room');
      await hand.enter('Ann');
      expect(await hand.text('room-title')).toBe('Class 7b');
      await hand.tap('share-open');
      const link = await hand.seeAttribute('share-link', 'value', /\/r\//);
      await picture('share');
      await opened.press('Escape');
      await hand.seeGone('share-link');
      const { roomId, key } = readRoomLink(link)!;
      watcher = new RoomClient({ gatewayUrl: stack.url, roomId, key, storage: memoryStorage(), name: 'Ben' });
      const ben = watcher.view;
      await watcher.start();
      const reaches = async (cell: number, digit: number) => {
        const wanted = digits[digit]!.strokes.length;
        const isThere = (view: RoomView) => shownPage(view).cells[cell]?.strokes.length === wanted;
        expect(await whenView(ben, isThere, APPEAR_MS), `ink in cell ${cell}`).not.toBeNull();
      };

      // Ink, and what the model reads in it.
      await hand.tap('zoom-fit');
      await hand.write(0, digits[3]!);
      await hand.write(1, digits[0]!, 'touch');
      await reaches(0, 3);
      await reaches(1, 0);
      for (const cell of [0, 1]) await hand.seeAttribute(`cell-${cell}`, 'data-prediction', /^\d$/);

      // Corrections, by a tap and by a key.
      await hand.tap('prediction-0');
      await hand.tap('label-5');
      await hand.seeAttribute('cell-0', 'data-label', '5');
      await hand.focus('cell-1');
      await opened.type('0');
      const isLabelled = (view: RoomView) => shownPage(view).cells[1]?.label?.value === 0;
      expect(await whenView(ben, isLabelled, APPEAR_MS)).not.toBeNull();
      await hand.seeAttribute('cell-1', 'data-label', '0');
      await picture('written');

      // Another page, and back.
      await hand.tap('begin-page');
      await hand.tap('begin-8');
      await hand.seeAttribute('page-number', 'data-page', '2');
      await hand.seeAttribute('cell-0', 'data-strokes', '0');
      await hand.tap('page-back');
      await hand.tap('turn-page');
      await hand.seeAttribute('page-number', 'data-page', '1');
      expect(await whenView(ben, ({ state }) => state.page === 1, APPEAR_MS)).not.toBeNull();
      await strokes(0, 3);

      // The server goes away and comes back; so does the tab.
      announceTroubles(SERVER_AWAY);
      stack.signal('gateway', 'SIGKILL');
      await hand.write(2, digits[7]!);
      await reaches(2, 7);
      await hand.seeAttribute('connection-state', 'data-pending', '0');
      await opened.reload();
      await hand.seeAttribute('connection-state', 'data-state', 'online');
      await hand.tap('zoom-fit');
      for (const [cell, digit] of [3, 0, 7].entries()) await strokes(cell, digit);

      // Japanese.
      await hand.tap('settings-open');
      await hand.tap('locale-ja');
      await hand.seeAttribute('cell-0', 'aria-label', JAPANESE);
      await picture('japanese');
    });
  }
});
