/// <reference lib="dom" />

/** What a page has told of itself so far; times in ms. */
export interface Seen {
  /** When somebody could first have written, from navigation; null before. */
  usable: number | null;
  /** When each frame began. */
  frames: number[];
  /** How long each task took that took more than 50. */
  longTasks: number[];
  /** Each layout shift, with what moved most, from where to where: what a style sheet makes has no other name, nor what is gone. */
  shifts: { value: number; moved: string }[];
}

declare global {
  interface Window {
    seen: Seen;
  }
}

interface LayoutShift extends PerformanceEntry {
  value: number;
  sources: readonly { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[];
}

/**
 * Runs in a page before anything of it: goes in by the door under a name that is offered, as soon as there is one, and watches. No
 * function in it may have a name: what compiles it would refer to a helper of its own.
 */
export function probe(): void {
  window.seen = { usable: null, frames: [], longTasks: [], shifts: [] };
  const { seen } = window;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.longTasks.push(duration);
  }).observe({ type: 'longtask', buffered: true });
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries() as LayoutShift[]) {
      const { node, previousRect, currentRect } = sources[0] ?? {};
      const element = node instanceof Element ? node : node?.parentElement;
      const part = element?.closest('[data-testid]')?.getAttribute('data-testid');
      const [from, to] = [previousRect, currentRect].map((at) => at && `${at.x},${at.y} ${at.width}x${at.height}`);
      seen.shifts.push({ value, moved: `${element?.tagName.toLowerCase()} in ${part}: ${from} -> ${to}` });
    }
  }).observe({ type: 'layout-shift', buffered: true });
  let isIn = false;
  const loop = {
    step(at: number) {
      seen.frames.push(at);
      const door = document.querySelector<HTMLElement>('[data-testid=join-made-up]');
      if (door && !isIn) {
        isIn = true;
        door.click();
      }
      const place = document.querySelector('[data-testid=my-place]');
      const rests = document.querySelector('[data-testid=page]:not([data-moving])');
      if (place && rests) seen.usable ??= performance.now();
      requestAnimationFrame(loop.step);
    },
  };
  requestAnimationFrame(loop.step);
}

/** Bytes of all scripts that have come over the network, without their heads. */
export function scriptBytes(): number {
  const all = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
  return all
    .filter(({ name }) => new URL(name).pathname.endsWith('.js'))
    .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
}
