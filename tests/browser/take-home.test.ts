import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { createRoom, memoryStorage, RoomClient, whenView } from '@inkroom/client';
import { pageOf } from '@inkroom/shared';
import { unzipSync } from 'fflate';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../scripts/lib/browser.ts';
import { type PrivateStack, startPrivateStack } from '../../scripts/lib/private-stack.ts';
import { enter, type Visitor, visit, waitForAttribute, writeWithMouse } from '../support/browser.ts';
import { announceTroubles } from '../support/consoles.ts';
import { ONE } from '../support/data.ts';

const LINE = [60, 60, 0.5, 0, 200, 200, 0.5, 60];

describe('what one takes home, in a browser on a started stack', () => {
  let stack: PrivateStack;
  let browser: Browser;
  let directory: string;
  let host: Visitor;
  /** Writes on a second page, which the host's browser never looks at. */
  let emi: RoomClient;

  beforeAll(async () => {
    stack = await startPrivateStack({ web: true, env: { INKROOM_MNIST_MIRRORS: 'none' } });
    directory = await mkdtemp(join(tmpdir(), 'inkroom-home-'));
    browser = await launchBrowser();
    host = await visit(browser);
    const room = await createRoom(stack.url, { title: 'ひまわり <組>' });
    if (!room.ok) throw new Error(room.error.code);
    const { roomId, hostKey } = room.value;
    await host.page.goto(`${stack.url}/r/${roomId}#${hostKey}`);
    await enter(host, 'Teacher');
    await writeWithMouse(host.page, 0, ONE);
    emi = new RoomClient({ gatewayUrl: stack.gatewayUrl, roomId, storage: memoryStorage(), name: 'Emi', key: hostKey });
    await emi.start();
    await whenView(emi.view, ({ state }) => pageOf(state, 1).cells[0]?.strokes.length === 1);
    await emi.settled(emi.labelCell(0, 1));
    await emi.settled(emi.beginPage(8));
    for (const cell of [3, 4]) {
      const writer = emi.beginStroke({ cell, width: 23 });
      writer.add(LINE);
      writer.end();
    }
    await emi.settled(emi.labelCell(3, 7));
    await whenView(emi.view, ({ pending }) => pending === 0);
    await emi.settled(emi.turnPage(1));
    await waitForAttribute(host.page.getByTestId('page-number'), 'data-page', '1');
  });
  afterAll(async () => {
    await emi?.stop();
    await browser?.close();
    await stack?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const open = async (page: Page) => {
    await page.getByTestId('page-number').click();
    await page.getByTestId('take-home-open').click();
    await page.getByTestId('take-home').waitFor();
  };
  const saved = async (page: Page, button: string) => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId(button).click()]);
    const path = join(directory, button);
    await download.saveAs(path);
    return { name: download.suggestedFilename(), bytes: await readFile(path) };
  };

  it('saves a page as picture and drawing, also one that was not looked at', async () => {
    const { page } = host;
    await open(page);
    const svg = await saved(page, 'page-svg');
    expect(svg.name).toBe('ひまわり-組-Page-1.svg');
    const text = `${svg.bytes}`;
    expect(text).toContain('ひまわり &lt;組&gt;</text>');
    expect(text.match(/Z" fill="#/g)).toHaveLength(1);
    // A day as this browser's region writes it.
    expect(text).toMatch(/Page 1 · \d{1,2} \p{L}+ \d{4}</u);
    await page.getByTestId('take-page').selectOption('2');
    const other = `${(await saved(page, 'page-svg')).bytes}`;
    expect(other.match(/Z" fill="#/g)).toHaveLength(2);
    expect(other).toContain('>7</text>');
    await page.getByTestId('take-page').selectOption('1');
    const { bytes } = await saved(page, 'page-png');
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(bytes.readUInt32BE(16)).toBe(8 * 280 + 80);
    const own = `${(await saved(page, 'own-svg')).bytes}`;
    expect(own.match(/Z" fill="#/g)).toHaveLength(1);
    expect(own).toContain('Teacher');
  });

  it('prints a page on A4 in lines, with nothing of the app around it', async () => {
    const { page } = host;
    // What a person would see as the browser's own dialog.
    await page.evaluate(() => {
      window.print = () => {};
    });
    await page.getByTestId('page-print').click();
    await page.getByTestId('print').waitFor({ state: 'attached' });
    const said = (await page.getByTestId('print').textContent())!;
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const { sizes, streams } = partsOf(pdf);
    expect(sizes).toEqual(['842 595']);
    expect(`${pdf.toString('latin1')}`).not.toMatch(/\/Subtype\s*\/Image/);
    // The ink: curves; and of texts the heading and the label, of which each letter may be drawn for itself.
    const drawn = streams.filter((stream) => / c\n/.test(stream)).join('\n');
    const texts = drawn.match(/\bT[jJ]\b/g)?.length ?? 0;
    expect(texts).toBeGreaterThan(0);
    expect(texts).toBeLessThanOrEqual(said.length);
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    expect(await page.getByTestId('print').count()).toBe(0);
  });

  it('prints the page by the browser’s own print, too, also before the code for that has come', async () => {
    const other = await visit(browser);
    const { page } = other;
    await page.goto(host.page.url());
    await enter(other, 'Mia');
    await page.getByTestId('cell-0').and(page.locator('[data-strokes="1"]')).waitFor();
    await page.evaluate(() => {
      window.print = () => void document.body.setAttribute('data-printed', '');
    });
    await page.keyboard.press('Control+p');
    await page.locator('body[data-printed]').waitFor();
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(partsOf(pdf).sizes).toEqual(['842 595']);
    expect(`${pdf.toString('latin1')}`).not.toMatch(/\/Subtype\s*\/Image/);
    expect(await page.getByTestId('print').count()).toBe(0);
    await other.context.close();
  });

  it('saves corrections, and the whole room, which opens again as it was', async () => {
    // A file that is none is refused, and browsers tell of each refusal.
    announceTroubles(/status of 422 .*\/rooms/);
    const { page } = host;
    const images = unzipSync((await saved(page, 'samples-images')).bytes);
    expect(Object.keys(images).filter((name) => name.endsWith('.png'))).toEqual(['1/00001.png', '7/00002.png']);
    expect(Object.keys(unzipSync((await saved(page, 'samples-mnist')).bytes))).toContain('t10k-labels-idx1-ubyte.gz');
    expect((await saved(page, 'samples-strokes')).name).toBe('ひまわり-組.strokes.jsonl.gz');
    const room = await saved(page, 'room-file');
    expect(room.name).toBe('ひまわり-組.inkroom');

    const other = await visit(browser);
    await other.page.goto(stack.url);
    const choose = async (name: string, buffer: Buffer) =>
      other.page.getByTestId('room-file').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
    await choose('holiday.inkroom', Buffer.from('no room'));
    await other.page.getByTestId('room-file-error').waitFor();
    await choose(room.name, room.bytes);
    await enter(other, 'Teacher');
    await waitForAttribute(other.page.getByTestId('page-number'), 'data-page', '1');
    await waitForAttribute(other.page.getByTestId('cell-0'), 'data-label', '1');
    expect(new URL(other.page.url()).pathname).not.toBe(new URL(page.url()).pathname);
    await open(other.page);
    const svg = `${(await saved(other.page, 'page-svg')).bytes}`;
    expect(svg.match(/Z" fill="#/g)).toHaveLength(1);
    expect(svg).toContain('>1</text>');
    // As its host.
    await other.page.getByTestId('room-file').first().waitFor();
  });
});

/** Size of each page in points, and what is drawn on them. */
function partsOf(pdf: Buffer): { sizes: string[]; streams: string[] } {
  const text = pdf.toString('latin1');
  const sizes = [...text.matchAll(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/g)].map(
    ([, width, height]) => `${Math.round(Number(width))} ${Math.round(Number(height))}`,
  );
  const streams = [...text.matchAll(/stream\r?\n/g)].flatMap(({ index, 0: { length } }) => {
    try {
      return [inflateSync(pdf.subarray(index + length)).toString('latin1')];
    } catch {
      return [];
    }
  });
  return { sizes, streams };
}
