import puppeteer from 'puppeteer-core';
import { findCommand } from '../../../scripts/lib/commands.ts';
import { noteTrouble } from '../consoles.ts';
import { asExpression, type Engine, type Size, type Tab, tellOfBlocked } from './engine.ts';

const find = () => findCommand('firefox-esr') ?? findCommand('firefox');

/** Firefox, by Puppeteer over WebDriver BiDi; Playwright drives a Firefox of its own alone. */
export const firefoxEngine: Engine = {
  name: 'Firefox',
  packages: ['firefox-esr'],
  isHere: () => find() !== null,
  open,
};

async function open(size: Size): Promise<Tab> {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: find()!,
    headless: true,
    defaultViewport: size,
    extraPrefsFirefox: { 'intl.accept_languages': 'en-GB, en' },
  });
  const page = await browser.newPage();
  page.on('pageerror', (error) => noteTrouble(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') noteTrouble(message.text());
  });
  await page.evaluateOnNewDocument(tellOfBlocked);
  return {
    goto: async (url) => void (await page.goto(url)),
    reload: async () => void (await page.reload()),
    evaluate: <A extends unknown[], R>(run: (...args: A) => R, ...args: A) =>
      page.evaluate(asExpression(run, args)) as Promise<R>,
    draw: async (places, by = 'mouse') => {
      const [first, ...further] = places;
      if (by === 'touch') {
        await page.touchscreen.touchStart(first!.x, first!.y);
        for (const { x, y } of further) await page.touchscreen.touchMove(x, y);
        await page.touchscreen.touchEnd();
        return;
      }
      await page.mouse.move(first!.x, first!.y);
      await page.mouse.down();
      for (const { x, y } of further) await page.mouse.move(x, y);
      await page.mouse.up();
    },
    type: (text) => page.keyboard.type(text),
    press: (key) => page.keyboard.press(key),
    resize: (to) => page.setViewport(to),
    picture: async (path) => void (await page.screenshot({ path: path as `${string}.png` })),
    close: () => browser.close(),
  };
}
