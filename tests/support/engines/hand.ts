import { CELL_SIZE, POINT_STRIDE } from '@inkroom/shared';
import type { WrittenDigit } from '../../../scripts/replay/digit-file.ts';
import { placeDigit } from '../../../scripts/replay/place-digit.ts';
import { until } from '../until.ts';
import type { Place, Tab } from './engine.ts';

/** ms that anything on a page may take to appear. */
const APPEAR_MS = 20_000;
/** ms that a page may take to load its data and build it. */
const LOAD_MS = 30_000;

/** What a person does at a tab, whatever engine shows it; elements are known by their test ids. */
export class Hand {
  readonly tab: Tab;

  constructor(tab: Tab) {
    this.tab = tab;
  }

  /** An attribute's value; null where there is no such element, or where it has none. */
  attribute(testId: string, name: string): Promise<string | null> {
    return this.tab.evaluate(
      (id, attribute) => document.querySelector(`[data-testid="${id}"]`)?.getAttribute(attribute) ?? null,
      ...([testId, name] as const),
    );
  }

  text(testId: string): Promise<string | null> {
    return this.tab.evaluate((id) => document.querySelector(`[data-testid="${id}"]`)?.textContent ?? null, testId);
  }

  /** Waits until an element has an attribute of a value, or any value that fits. @returns the value */
  seeAttribute(testId: string, name: string, wanted: string | RegExp, timeoutMs = APPEAR_MS): Promise<string> {
    return until(
      `${testId} has ${name}=${wanted}`,
      async () => {
        const value = await this.attribute(testId, name);
        return value !== null && (typeof wanted === 'string' ? value === wanted : wanted.test(value)) && `${value}`;
      },
      timeoutMs,
    );
  }

  /** Waits until an element is there to be seen. */
  async see(testId: string): Promise<void> {
    await this.#place(testId);
  }

  async seeGone(testId: string): Promise<void> {
    await until(`${testId} is gone`, async () => (await this.attribute(testId, 'data-testid')) === null, APPEAR_MS);
  }

  /** Taps the middle of an element once nothing covers it. */
  async tap(testId: string, by?: 'mouse' | 'touch'): Promise<void> {
    await this.tab.draw([await this.#place(testId)], by);
  }

  /** Writes into a field what stands there from now on. */
  async fill(testId: string, text: string): Promise<void> {
    await this.tap(testId);
    await this.tab.evaluate(
      (id) => document.querySelector<HTMLInputElement>(`[data-testid="${id}"]`)?.select(),
      testId,
    );
    await this.tab.type(text);
  }

  async focus(testId: string): Promise<void> {
    await this.tab.evaluate((id) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`)?.focus(), testId);
  }

  /** Writes a digit into a cell as a pen goes. */
  async write(cell: number, digit: WrittenDigit, by?: 'mouse' | 'touch'): Promise<void> {
    await until('the view rests', () =>
      this.tab.evaluate(() => document.querySelector('[data-testid=page]:not([data-moving])') !== null),
    );
    await this.#place(`cell-${cell}`);
    const box = await this.tab.evaluate((id) => {
      const { x, y, width } = document.querySelector(`[data-testid="${id}"]`)!.getBoundingClientRect();
      return { x, y, width };
    }, `cell-${cell}`);
    for (const points of placeDigit(digit)) {
      const places: Place[] = [];
      for (let i = 0; i < points.length; i += POINT_STRIDE)
        places.push({
          x: box.x + (points[i]! / CELL_SIZE) * box.width,
          y: box.y + (points[i + 1]! / CELL_SIZE) * box.width,
        });
      await this.tab.draw(places, by);
    }
  }

  /** Goes in by a room's door, under a name, and is there. */
  async enter(name: string): Promise<void> {
    await this.fill('join-name', name);
    await this.tap('join-submit');
    await this.seeAttribute('connection-state', 'data-state', 'online', LOAD_MS);
  }

  /** The middle of an element, once it rests and takes a press there. */
  async #place(testId: string): Promise<Place> {
    let before = '';
    return until(
      `${testId} can be pressed`,
      async () => {
        const place = await this.tab.evaluate((id) => {
          const element = document.querySelector(`[data-testid="${id}"]`);
          if (!element) return null;
          const { x, y, width, height } = element.getBoundingClientRect();
          const middle = { x: x + width / 2, y: y + height / 2 };
          const there = document.elementFromPoint(middle.x, middle.y);
          return there && (element.contains(there) || there.contains(element)) ? middle : null;
        }, testId);
        const rests = JSON.stringify(place) === before;
        before = JSON.stringify(place);
        return rests && place;
      },
      APPEAR_MS,
    );
  }
}
