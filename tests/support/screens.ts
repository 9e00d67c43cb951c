import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Visitor } from './browser.ts';

/** The screens of a classroom, in CSS pixels. */
export const SCREENS = {
  phone: { width: 390, height: 844 },
  tablet: { width: 820, height: 1180 },
  laptop: { width: 1440, height: 900 },
  projector: { width: 1920, height: 1080 },
} as const;

/** Those under a finger. */
const TOUCHED: ReadonlySet<string> = new Set(['phone', 'tablet']);

/**
 * Takes pictures of what people see, each at every screen of a classroom, by turns in light and dark, and leaves their pages as
 * they were.
 */
export class Pictures {
  readonly #folder: string;
  #taken = 0;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  async take(name: string, { page, context }: Visitor): Promise<void> {
    const usual = page.viewportSize()!;
    const wasTouched = await page.evaluate(() => matchMedia('(pointer: coarse)').matches);
    const session = await context.newCDPSession(page);
    const touch = (enabled: boolean) => session.send('Emulation.setTouchEmulationEnabled', { enabled });
    // Nothing is caught halfway.
    await page.emulateMedia({ colorScheme: this.#taken++ % 2 ? 'dark' : 'light', reducedMotion: 'reduce' });
    for (const [screen, size] of Object.entries(SCREENS)) {
      await touch(TOUCHED.has(screen));
      await page.setViewportSize(size);
      await page
        .locator('[data-testid=page]:not([data-moving])')
        .or(page.locator('body:not(:has([data-testid=page]))'))
        .waitFor();
      await page.screenshot({ path: join(this.#folder, `${name}-${screen}.png`) });
    }
    await touch(wasTouched);
    await session.detach();
    await page.emulateMedia({ colorScheme: null, reducedMotion: null });
    await page.setViewportSize(usual);
  }
}
