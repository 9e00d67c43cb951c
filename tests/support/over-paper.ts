/// <reference lib="dom" />
import type { Page } from 'playwright-core';

/** What is seen over the paper that is no part of it. */
export function overPaper(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const paper = document.querySelector('[data-testid=page]')!;
    const at = paper.getBoundingClientRect();
    return [...document.querySelectorAll('[data-testid=room] :is(button, [role=status], [data-line-notice], canvas)')]
      .filter((one) => !paper.contains(one) && one.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
      .filter((one) => {
        const { left, top, right, bottom } = one.getBoundingClientRect();
        const [across, down] = [
          Math.min(right, at.right) - Math.max(left, at.left),
          Math.min(bottom, at.bottom) - Math.max(top, at.top),
        ];
        // What only screen readers see is a pixel large.
        return across > 1 && down > 1;
      })
      .map((one) => one.closest('[data-testid]')!.getAttribute('data-testid')!);
  });
}
