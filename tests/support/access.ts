import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe finds on a page in light and in dark, a line for each element: nothing, on any screen (WCAG 2.2 A and AA, and what axe
 * holds good practice). Nothing moves meanwhile; the page is left as it was.
 */
export async function accessFaults(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // By the debugger, which the page's policy does not bind.
    await page.evaluate(`window.axe ?? ${AXE}`);
    const faults = await page.evaluate(async (scheme) => {
      const { axe } = window as unknown as { axe: typeof import('axe-core') };
      // A cell of the grid is no control that somebody calls by what stands in it: its digit and its strip are, and have names of their own.
      axe.configure({ rules: [{ id: 'label-content-name-mismatch', selector: ':not([role=gridcell])' }] });
      const { violations } = await axe.run(document, {
        resultTypes: ['violations'],
        // All else is the same in both.
        ...(scheme === 'dark' ? { runOnly: { type: 'rule', values: ['color-contrast'] } } : {}),
        // Who speaks to a device says what they read on a button.
        rules: { 'label-content-name-mismatch': { enabled: true } },
      });
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary?.replace(/\s+/g, ' ')}`),
      );
    }, colorScheme);
    found.push(...faults.map((fault) => `${colorScheme}: ${fault}`));
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  return found;
}
