import type { CDPSession, Page } from 'playwright-core';
import { cellOf } from './browser.ts';

/** A place within a cell, from 0 to 1 each way. */
export type Spot = readonly [x: number, y: number];

interface Finger {
  x: number;
  y: number;
  id: number;
  radiusX?: number;
  radiusY?: number;
}

/** The hands of somebody at a screen: fingers and a pen at once, by events that take the browser's own way. */
export class Hands {
  readonly #page: Page;
  readonly #session: CDPSession;
  readonly #fingers = new Map<number, Finger>();
  #pen = { x: 0, y: 0, barrel: false };

  private constructor(page: Page, session: CDPSession) {
    this.#page = page;
    this.#session = session;
  }

  static async at(page: Page): Promise<Hands> {
    return new Hands(page, await page.context().newCDPSession(page));
  }

  async leave(): Promise<void> {
    await this.#session.detach();
  }

  /** Where a spot of a cell is on the screen. */
  async place(cell: number, [x, y]: Spot): Promise<{ x: number; y: number }> {
    const box = await cellOf(this.#page, cell).boundingBox();
    if (!box) throw new Error(`cell ${cell} is not on the page`);
    return { x: box.x + x * box.width, y: box.y + y * box.height };
  }

  /** Puts fingers down, or moves those that are. @param size their longer side in CSS pixels */
  async touch(fingers: Readonly<Record<number, { x: number; y: number }>>, size?: number): Promise<void> {
    const isNew = Object.keys(fingers).some((id) => !this.#fingers.has(Number(id)));
    for (const [id, { x, y }] of Object.entries(fingers)) {
      const radius = size === undefined ? {} : { radiusX: size / 2, radiusY: size / 2 };
      this.#fingers.set(Number(id), { x, y, id: Number(id), ...radius });
    }
    await this.#send(isNew ? 'touchStart' : 'touchMove');
  }

  async lift(): Promise<void> {
    this.#fingers.clear();
    await this.#send('touchEnd');
  }

  async penDown(at: { x: number; y: number }, barrel = false): Promise<void> {
    this.#pen = { ...at, barrel };
    await this.#tip('mousePressed');
  }

  async penTo(at: { x: number; y: number }): Promise<void> {
    this.#pen = { ...this.#pen, ...at };
    await this.#tip('mouseMoved');
  }

  async penUp(): Promise<void> {
    await this.#tip('mouseReleased');
  }

  async #send(type: 'touchStart' | 'touchMove' | 'touchEnd'): Promise<void> {
    const touchPoints = type === 'touchEnd' ? [] : [...this.#fingers.values()];
    await this.#session.send('Input.dispatchTouchEvent', { type, touchPoints });
  }

  async #tip(type: 'mousePressed' | 'mouseMoved' | 'mouseReleased'): Promise<void> {
    const { x, y, barrel } = this.#pen;
    const pressed = barrel ? 2 : 1;
    await this.#session.send('Input.dispatchMouseEvent', {
      type,
      x,
      y,
      button: barrel ? 'right' : 'left',
      buttons: type === 'mouseReleased' ? 0 : pressed,
      clickCount: type === 'mouseMoved' ? 0 : 1,
      pointerType: 'pen',
      force: type === 'mouseReleased' ? 0 : 0.5,
    });
  }
}
