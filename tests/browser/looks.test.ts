import { createRoom, memoryStorage, RoomClient, shownPage, whenView } from '@inkroom/client';
import { CELL_SIZE, type Digit, POINT_STRIDE } from '@inkroom/shared';
import { nanoid } from 'nanoid';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../scripts/lib/browser.ts';
import { type PrivateStack, startPrivateStack } from '../../scripts/lib/private-stack.ts';
import { placeDigit } from '../../scripts/replay/place-digit.ts';
import { cellOf, enter, takePicture, type Visitor, visit } from '../support/browser.ts';
import { writtenDigits } from '../support/data.ts';

/** Digits: five pages full. */
const COUNT = 400;
const PER_PAGE = 80;
const PEN = 22;
/** Cells of each page of which the strip is looked at. */
const SELECTED = [3, 20, 37, 58, 79];
/** ms that a page of predictions may take here. */
const READ_MS = 60_000;

type Strokes = readonly (readonly number[])[];
/** Something that is seen over a cell, in cell units from the corner of the page. */
interface Shown {
  what: string;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** All that is seen over the cells of the page. */
async function shownOver(page: Page): Promise<Shown[]> {
  return page.evaluate((size) => {
    const first = document.querySelector('[data-testid=cell-0]')!.getBoundingClientRect();
    const unit = size / first.width;
    const all = [...document.querySelectorAll<HTMLElement | SVGElement>('[role=gridcell] :is(button, span, s, svg)')];
    return all
      .filter((element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
      .map((element) => {
        const { left, top, right, bottom } = element.getBoundingClientRect();
        // The dot of a second opinion stands out a little.
        const out = element.closest('[data-disputed]') ? 0.06 * (bottom - top) : 0;
        return {
          what: element.closest('[data-testid]')!.getAttribute('data-testid')!,
          left: (left - out - first.left) * unit,
          top: (top - out - first.top) * unit,
          right: (right - first.left) * unit,
          bottom: (bottom - first.top) * unit,
        };
      });
  }, CELL_SIZE);
}

/** Whether a stroke of the usual pen, its points in the page's units, runs under a box. */
function runsUnder(points: readonly number[], { left, top, right, bottom }: Shown): boolean {
  const [x0, y0] = points as [number, number];
  // A digit lies inside its cell.
  const far = CELL_SIZE + PEN;
  if (x0 < left - far || x0 > right + far || y0 < top - far || y0 > bottom + far) return false;
  for (let i = 0; i < points.length; i += POINT_STRIDE) {
    for (let step = 0; step < 16; step++) {
      const part = i ? step / 16 : 0;
      const x = points[i]! + part * (points[i - POINT_STRIDE]! - points[i]!);
      const y = points[i + 1]! + part * (points[i - POINT_STRIDE + 1]! - points[i + 1]!);
      const dx = Math.max(left - x, 0, x - right);
      const dy = Math.max(top - y, 0, y - bottom);
      if (Math.hypot(dx, dy) < PEN / 2) return true;
    }
  }
  return false;
}

describe('a page full of digits', () => {
  let stack: PrivateStack;
  let browser: Browser;
  let viewer: Visitor;
  let clients: RoomClient[] = [];

  beforeAll(async () => {
    stack = await startPrivateStack({ web: true, env: { INKROOM_MNIST_MIRRORS: 'none' } });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.stop()));
    await browser?.close();
    await stack?.stop();
  });
  beforeEach(({ task, onTestFailed }) => {
    onTestFailed(async () => {
      await takePicture(viewer.page, task.name);
      console.error(stack.lines.slice(-30).join('\n'));
    });
  });

  it('has no prediction, label or strip over anybody’s ink', async () => {
    const opened = await createRoom(stack.gatewayUrl);
    if (!opened.ok) throw new Error(opened.error.code);
    const { roomId, hostKey, writeKey } = opened.value;
    const come = async (name: string, key: string) => {
      const client = new RoomClient({ gatewayUrl: stack.gatewayUrl, roomId, key, storage: memoryStorage(), name });
      await client.start();
      return client;
    };
    const [host, ken, mia] = await Promise.all([
      come('Ms Sato', hostKey),
      come('Ken', writeKey),
      come('Mia', writeKey),
    ]);
    clients = [host, ken, mia];
    viewer = await visit(browser, { viewport: { width: 1440, height: 900 } });
    const { page } = viewer;
    await page.goto(`${stack.url}/r/${roomId}#${writeKey}`);
    await enter(viewer, 'Ann');

    const digits = await writtenDigits(COUNT / 10);
    const covered: string[] = [];
    let seen = 0;
    let strips = 0;
    for (let nth = 1; nth <= COUNT / PER_PAGE; nth++) {
      // The first page has fewer columns and grows taller.
      if (nth > 1) expect(await host.settled(host.beginPage(16))).toMatchObject({ ok: true });
      const number = nth;
      for (const { view } of clients) await whenView(view, ({ page: open }) => open === number, READ_MS);
      const { columns } = shownPage(host.view.getState());
      // The last cells of a page are kept for others.
      while (shownPage(host.view.getState()).rows * columns < PER_PAGE / 0.72) {
        const grown = await host.settled(host.submit({ kind: 'page.grow', page: number }));
        expect(grown).toMatchObject({ ok: true });
      }
      const here = digits.slice((nth - 1) * PER_PAGE, nth * PER_PAGE);
      const ink: Strokes[] = here.map((digit) =>
        placeDigit(digit).map((points) => points.map((value) => Math.round(10 * value) / 10)),
      );
      // Each writes one digit after another, as people do.
      await Promise.all(
        clients.map(async (client, hand) => {
          for (let cell = hand; cell < here.length; cell += clients.length) {
            for (const points of ink[cell]!) {
              const stroke = { id: nanoid(), cell, width: PEN, points: [...points] };
              const settled = await client.settled(client.submit({ kind: 'stroke.add', page: number, stroke }));
              if (!settled.ok) throw new Error(JSON.stringify(settled.error));
            }
          }
        }),
      );
      // One in four is confirmed, one in four corrected, of one in eight two people say different things.
      const said = here.flatMap(({ label }, cell) => {
        const wrong = ((label + 1) % 10) as Digit;
        if (cell % 4 === 0) return [ken.settled(ken.labelCell(cell, label as Digit))];
        if (cell % 4 === 1) return [mia.settled(mia.labelCell(cell, wrong))];
        return cell % 8 === 2
          ? [mia.settled(mia.labelCell(cell, wrong)), ken.settled(ken.labelCell(cell, label as Digit))]
          : [];
      });
      await Promise.all(said);
      const isRead = (client: RoomClient) =>
        whenView(
          client.view,
          (view) => here.every((_, cell) => shownPage(view).cells[cell]?.prediction?.revision === ink[cell]!.length),
          READ_MS,
        );
      await isRead(host);
      await page.getByTestId('zoom-fit').click();
      await page.mouse.move(1, 1);
      await page.locator('[data-testid=page]:not([data-moving])').waitFor();
      await page.waitForFunction(
        (count) => document.querySelectorAll('[data-prediction]:not([data-pending])').length >= count,
        here.length,
      );

      const onPage = ink.flatMap((strokes, cell) => {
        const [dx, dy] = [(cell % columns) * CELL_SIZE, Math.floor(cell / columns) * CELL_SIZE];
        return strokes.map((points) =>
          points.map((value, i) => value + (i % POINT_STRIDE === 0 ? dx : i % POINT_STRIDE === 1 ? dy : 0)),
        );
      });
      const look = async () => {
        const shown = await shownOver(page);
        for (const box of shown) {
          if (onPage.some((points) => runsUnder(points, box))) covered.push(`page ${number}: ${box.what}`);
        }
        return new Set(shown.map(({ what }) => what));
      };
      seen += (await look()).size;
      for (const cell of SELECTED) {
        await cellOf(page, cell).focus();
        await page.getByTestId(`strip-${cell}`).waitFor({ state: 'attached' });
        await page.locator('[data-testid=page]:not([data-moving])').waitFor();
        if ((await look()).has(`strip-${cell}`)) strips++;
      }
      await cellOf(page, SELECTED[0]!).blur();
    }
    expect([...new Set(covered)], `${seen} predictions, ${strips} strips`).toEqual([]);
    // Nearly all of it is seen, then.
    expect(seen).toBeGreaterThanOrEqual(0.98 * COUNT);
    expect(strips).toBeGreaterThan(0);
  }, 240_000);
});
