import { existsSync } from 'node:fs';
import { LAUNCH, launchBrowser } from '../../../scripts/lib/browser.ts';
import { visit } from '../browser.ts';
import { asExpression, type Engine, type Place, type Size, type Tab } from './engine.ts';

/** Chrome, Edge and what schools' Chromebooks run, by Playwright. */
export const chromiumEngine: Engine = {
  name: 'Chromium',
  packages: ['chromium'],
  isHere: () => existsSync(LAUNCH.executablePath),
  open,
};

async function open(size: Size): Promise<Tab> {
  const browser = await launchBrowser();
  const { page, context } = await visit(browser, { viewport: size, hasTouch: true });
  const session = await context.newCDPSession(page);
  const touch = (type: string, touchPoints: readonly Place[]) =>
    session.send('Input.dispatchTouchEvent', { type: type as 'touchStart', touchPoints: [...touchPoints] });
  return {
    goto: async (url) => void (await page.goto(url)),
    reload: async () => void (await page.reload()),
    evaluate: (run, ...args) => page.evaluate(asExpression(run, args)),
    draw: async (places, by = 'mouse') => {
      for (const [i, place] of places.entries()) {
        if (by === 'touch') {
          await touch(i === 0 ? 'touchStart' : 'touchMove', [place]);
          continue;
        }
        await page.mouse.move(place.x, place.y);
        if (i === 0) await page.mouse.down();
      }
      await (by === 'touch' ? touch('touchEnd', []) : page.mouse.up());
    },
    type: (text) => page.keyboard.type(text),
    press: (key) => page.keyboard.press(key),
    resize: (to) => page.setViewportSize(to),
    picture: async (path) => void (await page.screenshot({ path })),
    close: () => browser.close(),
  };
}
