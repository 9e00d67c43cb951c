import { join } from 'node:path';
import { findRoomByCode, memoryStorage, RoomClient, shownPage, whenView } from '@inkroom/client';
import { type ErrorCode, type Operation, pageOf } from '@inkroom/shared';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../scripts/lib/browser.ts';
import { type PrivateStack, startPrivateStack } from '../../scripts/lib/private-stack.ts';
import { root } from '../../scripts/lib/root.mjs';
import type { WrittenDigit } from '../../scripts/replay/digit-file.ts';
import { placeDigit } from '../../scripts/replay/place-digit.ts';
import {
  APPEAR_MS,
  cellOf,
  takePicture,
  tap,
  type Visitor,
  visit,
  waitForAttribute,
  writeWithFinger,
} from '../support/browser.ts';
import { writtenDigits } from '../support/data.ts';
import { Pictures, SCREENS } from '../support/screens.ts';
import { until } from '../support/until.ts';

/** Pupils without a browser, beside one with a phone. */
const CLASSMATES = 28;
/** Where the lesson's pictures are left, to be looked at. */
const PICTURES = join(root, '.inkroom/lesson-pictures');
/** The teacher's language and the pupil's; the other way round, the pictures are those that are missing. */
const [TEACHERS, PUPILS] = process.env.LESSON_SWAPPED ? ['ja-JP', 'en-GB'] : ['en-GB', 'ja-JP'];

describe('a lesson of thirty people', () => {
  let stack: PrivateStack;
  let browser: Browser;
  /** At a laptop; a pupil at a phone. */
  let teacher: Visitor;
  let pupil: Visitor;
  let digits: WrittenDigit[];
  let roomId = '';
  const classmates: RoomClient[] = [];
  const visitors: Visitor[] = [];
  const pictures = new Pictures(PICTURES);

  beforeAll(async () => {
    stack = await startPrivateStack({ web: true });
    digits = await writtenDigits(1);
    browser = await launchBrowser();
    teacher = await visit(browser, { viewport: SCREENS.laptop, locale: TEACHERS });
    pupil = await visit(browser, {
      viewport: SCREENS.phone,
      locale: PUPILS,
      deviceScaleFactor: 2,
      isMobile: true,
      hasTouch: true,
    });
    visitors.push(teacher, pupil);
  });
  afterAll(async () => {
    await Promise.all(classmates.map((one) => one.stop()));
    await browser?.close();
    await stack?.stop();
  });
  beforeEach(({ task, onTestFailed }) => {
    onTestFailed(async () => {
      for (const [i, { page }] of visitors.entries()) await takePicture(page, `${task.name}-${i}`);
      console.error(stack?.lines.slice(-30).join('\n'));
    });
  });

  /** What both see now. */
  async function picture(name: string): Promise<void> {
    await Promise.all([pictures.take(`${name}-teacher`, teacher), pictures.take(`${name}-pupil`, pupil)]);
  }

  const online = ({ page }: Visitor) => waitForAttribute(page.getByTestId('connection-state'), 'data-state', 'online');
  const strokesAt = ({ page }: Visitor, cell: number, wanted: string | RegExp) =>
    waitForAttribute(cellOf(page, cell), 'data-strokes', wanted);
  const placeAt = async ({ page }: Visitor) =>
    Number(await waitForAttribute(page.getByTestId('my-place'), 'data-cell', /^\d+$/));
  const viewOf = (one: RoomClient) => one.view.getState();
  const idOf = (one: RoomClient) => viewOf(one).you!.id;
  const seen = (one: RoomClient, isWanted: Parameters<typeof whenView>[1]) => whenView(one.view, isWanted, APPEAR_MS);
  /** What becomes of something that somebody asks for, whatever their app says of it. */
  const codeOf = async (one: RoomClient, op: Operation): Promise<ErrorCode | 'ok'> => {
    const settled = await one.settled(one.submit(op));
    return settled.ok ? 'ok' : settled.error.code;
  };

  /** Writes a digit where one is led to. @returns the cell */
  async function writeAtPlace(one: RoomClient, label: number): Promise<number> {
    const view = await seen(one, ({ places, you, state }) => places[you!.id]?.page === state.page);
    const { cell } = view!.places[idOf(one)]!;
    for (const points of placeDigit(digits[label]!)) {
      const pen = one.beginStroke({ cell });
      pen.add(points);
      pen.end();
    }
    return cell;
  }

  /** Chooses in the teacher's list of people what is to become of somebody. */
  async function chooseFor(name: string, ...steps: string[]): Promise<void> {
    await teacher.page.getByTestId('people-open').click();
    const row = teacher.page.getByTestId('person').filter({ hasText: name });
    await row.getByTestId('person-more').click();
    for (const step of steps) await teacher.page.getByTestId(step).click();
    await teacher.page.keyboard.press('Escape');
  }
  const classSwitch = async (id: string) => {
    await teacher.page.getByTestId('people-open').click();
    await teacher.page.getByTestId(id).click();
    await teacher.page.keyboard.press('Escape');
  };

  it('begins with a code on the screen, by which all come in', async () => {
    await teacher.page.goto(stack.url);
    await teacher.page.getByTestId('new-room').click();
    await teacher.page.getByTestId('join-name').fill('Ms Sato');
    await teacher.page.getByTestId('join-submit').click();
    await online(teacher);
    roomId = /\/r\/([a-z0-9]+)/.exec(teacher.page.url())![1]!;
    await teacher.page.getByTestId('share-open').click();
    await teacher.page.getByTestId('share-full-screen').click();
    const screen = teacher.page.getByTestId('share-screen');
    const code = (await screen.getByTestId('join-code-shown').textContent())!;

    await pupil.page.goto(stack.url);
    await pictures.take('lobby-pupil', pupil);
    await pupil.page.getByTestId('join-code').fill(code);
    await pupil.page.getByTestId('join-by-code').tap();
    await pupil.page.getByTestId('join-name').waitFor();
    await pictures.take('door-pupil', pupil);
    await pupil.page.getByTestId('join-name').fill('あき');
    await pupil.page.getByTestId('join-submit').tap();
    await online(pupil);
    for (let i = 0; i < CLASSMATES; i++) {
      const found = await findRoomByCode(stack.url, code);
      if (!found.ok) throw new Error(found.error.code);
      const one = new RoomClient({
        gatewayUrl: stack.url,
        ...found.value,
        storage: memoryStorage(),
        name: `Pupil ${i}`,
      });
      classmates.push(one);
      await one.start();
    }
    await screen.getByText(`Pupil ${CLASSMATES - 1}`, { exact: true }).waitFor();
    await pictures.take('code-teacher', teacher);
    await teacher.page.keyboard.press('Escape');
    await pictures.take('share-teacher', teacher);
    await teacher.page.keyboard.press('Escape');
    await pictures.take('joined-pupil', pupil);
  });

  it('has everybody write at once, each in a cell of their own, and the model read it all', async () => {
    const own = await placeAt(pupil);
    const [cells] = await Promise.all([
      Promise.all(classmates.map((one, i) => writeAtPlace(one, i % 10))),
      writeWithFinger(pupil.page, own, digits[3]!),
    ]);
    expect(new Set([...cells, own]).size).toBe(CLASSMATES + 1);
    await strokesAt(teacher, own, String(digits[3]!.strokes.length));
    for (const cell of [own, ...cells]) await waitForAttribute(cellOf(teacher.page, cell), 'data-prediction', /^\d$/);
    // One whose writing is read as something else is put right, and all are told.
    const [first] = classmates;
    first!.labelCell(cells[0]!, 0);
    await waitForAttribute(cellOf(teacher.page, cells[0]!), 'data-label', '0');
    await picture('written');
  });

  it('works apart until the teacher shows everybody’s digits to all', async () => {
    await teacher.page.getByTestId('begin-page').click();
    await teacher.page.getByTestId('begin-12').click();
    await classSwitch('work-apart');
    await pupil.page.getByTestId('apart-notice').waitFor();
    const own = await placeAt(pupil);
    await writeWithFinger(pupil.page, own, digits[8]!);
    const cells = await Promise.all(classmates.map((one, i) => writeAtPlace(one, (i + 5) % 10)));
    for (const cell of cells) await strokesAt(teacher, cell, /^[1-9]/);
    await strokesAt(pupil, own, String(digits[8]!.strokes.length));
    for (const cell of cells.filter((one) => one !== own)) await strokesAt(pupil, cell, '0');
    await picture('apart');
    await teacher.page.getByTestId('reveal').click();
    for (const cell of cells) await strokesAt(pupil, cell, /^[1-9]/);
    await picture('revealed');
  });

  it('turns back to the first page, where what was cleared comes back', async () => {
    await teacher.page.getByTestId('page-back').click();
    await teacher.page.getByTestId('turn-page').waitFor();
    await pictures.take('elsewhere-teacher', teacher);
    await teacher.page.getByTestId('turn-page').click();
    const [first] = classmates;
    await seen(first!, ({ page }) => page === 1);
    const written = (one: RoomClient) =>
      Object.values(shownPage(viewOf(one)).cells).filter(({ strokes }) => strokes.length > 0).length;
    await until('the first page is here', () => written(first!) === CLASSMATES + 1);
    await teacher.page.getByTestId('page-number').click();
    await teacher.page.getByTestId('clear-page').click();
    await until('the page is cleared', () => written(first!) === 0);
    const { id } = pageOf(viewOf(first!).state, 1).cleared[0]!;
    await picture('cleared');
    await teacher.page.getByTestId('page-number').click();
    await pictures.take('pages-teacher', teacher);
    await teacher.page.keyboard.press('Escape');
    await teacher.page.getByTestId('people-open').click();
    await pupil.page.getByTestId('people-open').click();
    await picture('people');
    for (const { page } of [teacher, pupil]) await page.keyboard.press('Escape');
    // Its author brings back what is theirs; who cleared it, all the rest.
    first!.restore(1, id);
    await until('hers is back', () => written(first!) === 1);
    await teacher.page.keyboard.press('Escape');
    await teacher.page.getByTestId('page-number').click();
    await teacher.page.getByTestId(`restore-${id}`).click();
    await teacher.page.keyboard.press('Escape');
    await until('all is back', () => written(first!) === CLASSMATES + 1);
  });

  it('R9 R10 is not wrecked by one of them, who is put out of the room', async () => {
    const wrecker = classmates.at(-1)!;
    const { page } = viewOf(wrecker);
    const before = Object.entries(shownPage(viewOf(wrecker)).cells).map(([cell, { strokes }]) => [cell, strokes]);
    for (const op of [
      { kind: 'page.turn', page: 2 },
      { kind: 'page.begin', columns: 8 },
      { kind: 'room.apart', apart: true },
      { kind: 'room.pause', paused: true },
      { kind: 'room.title', title: 'Wrecked' },
      { kind: 'person.role', personId: idOf(classmates[0]!), role: 'removed' },
      { kind: 'person.role', personId: idOf(wrecker), role: 'host' },
    ] as const)
      expect(await codeOf(wrecker, op), op.kind).toBe('host_only');
    // Clearing everything takes their own alone.
    expect(await codeOf(wrecker, { kind: 'ink.clear', page })).toBe('ok');
    const others = (list: typeof before) =>
      list.map(([cell, strokes]) => [cell, [...strokes!].filter((id) => !String(id).startsWith(idOf(wrecker)))]);
    const now = Object.entries(pageOf(viewOf(classmates[0]!).state, page).cells).map(([cell, { strokes }]) => [
      cell,
      strokes,
    ]);
    expect(others(now as typeof before)).toEqual(others(before as typeof before));

    await chooseFor(`Pupil ${CLASSMATES - 1}`, 'remove-person', 'remove-confirm');
    expect(await seen(wrecker, ({ connection }) => connection === 'refused')).toMatchObject({
      refusal: { code: 'person_removed' },
    });
    await picture('removed');
  });

  it('has all pens rest, and goes on without a stroke lost', async () => {
    await classSwitch('pause-room');
    await pupil.page.getByTestId('pause-notice').waitFor();
    await picture('paused');
    const [first] = classmates;
    const cell = await writeAtPlace(first!, 6);
    expect(await seen(first!, ({ pending }) => pending > 0)).not.toBeNull();
    await tap(teacher.page, teacher.page.getByTestId('go-on'));
    await strokesAt(teacher, cell, String(digits[6]!.strokes.length));
  });

  it('goes on at another device of the teacher’s', async () => {
    await teacher.page.getByTestId('share-open').click();
    await teacher.page.getByTestId('share-host').click();
    const link = await teacher.page.getByTestId('link-host').getByTestId('share-link').inputValue();
    await teacher.page.keyboard.press('Escape');
    const tablet = await visit(browser, { viewport: SCREENS.tablet, locale: TEACHERS, hasTouch: true });
    visitors.push(tablet);
    await tablet.page.goto(link);
    await tablet.page.getByTestId('join-name').fill('Ms Sato’s tablet');
    await tablet.page.getByTestId('join-submit').click();
    await online(tablet);
    await teacher.context.close();
    await tablet.page.getByTestId('page-on').click();
    await tablet.page.getByTestId('turn-page').click();
    await waitForAttribute(pupil.page.getByTestId('page-number'), 'data-page', '2');
    expect(await seen(classmates[0]!, ({ state }) => state.page === 2)).not.toBeNull();
    await pictures.take('second-device', tablet);
    expect(roomId).toMatch(/^[a-z0-9]{10}$/);
  });
});
