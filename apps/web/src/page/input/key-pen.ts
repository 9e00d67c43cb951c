import type { RoomClient } from '@inkroom/client';
import { CELL_SIZE, type CellIndex, type Ink, POINT_STRIDE } from '@inkroom/shared';
import { createStore } from 'zustand/vanilla';
import { clamp } from '../../ui/clamp';
import { OwnDraft } from './own-draft';
import type { PenRest } from './pen-rest';

/** How far an arrow moves the pen, in cell units. */
const STEP = 20;
const FINE_STEP = 5;
/** Points of a drawn line lie so far apart, and a hand takes so long from one to the next: the ink is as thick as a hand's. */
const POINT_SPACING = 5;
const POINT_MS = 6;
/** How often points of a played digit leave, and how long the pen is up between two of its strokes. */
const PLAY_MS = 16;
const LIFT_MS = 120;

export interface KeyPenState {
  /** Where the pen is, in cell units. */
  x: number;
  y: number;
  isDown: boolean;
  /** A digit is being written by itself. */
  playing: number | null;
}

/**
 * A pen that keys move about in one cell. What it writes is ink like any other: it goes out as it grows, is read meanwhile, and can be
 * undone. The page stays as it is from its first move until it is put away.
 */
export class KeyPen {
  readonly state = createStore<KeyPenState>(() => ({
    x: CELL_SIZE / 2,
    y: CELL_SIZE / 4,
    isDown: false,
    playing: null,
  }));
  readonly #client: RoomClient;
  readonly #rest: PenRest;
  readonly #cell: CellIndex;
  readonly #width: number;
  readonly #written: string[] = [];
  #draft: OwnDraft | null = null;
  #elapsedMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;

  constructor(client: RoomClient, rest: PenRest, cell: CellIndex, width: number) {
    this.#client = client;
    this.#rest = rest;
    this.#cell = cell;
    this.#width = width;
    rest.down();
  }

  /** Moves it by one step, with a line behind it where it is down; it stays in its cell. */
  move(dx: number, dy: number, isFine = false): void {
    const { x, y, isDown } = this.state.getState();
    const step = isFine ? FINE_STEP : STEP;
    const to = { x: clamp(x + dx * step, 0, CELL_SIZE), y: clamp(y + dy * step, 0, CELL_SIZE) };
    this.state.setState(to);
    const count = Math.ceil(Math.max(Math.abs(to.x - x), Math.abs(to.y - y)) / POINT_SPACING);
    if (!isDown || count === 0) return;
    const share = (i: number) => i / count;
    const points = Array.from({ length: count }, (_, i) => {
      this.#elapsedMs += POINT_MS;
      return [x + (to.x - x) * share(i + 1), y + (to.y - y) * share(i + 1), 0.5, this.#elapsedMs];
    });
    this.#draft?.add(points.flat());
  }

  /** Puts it down, or lifts it: without a move in between it leaves a dot. */
  toggle(): void {
    const { x, y, isDown } = this.state.getState();
    if (isDown) this.#lift();
    else {
      this.#begin();
      this.#draft!.add([x, y, 0.5, 0]);
    }
    this.state.setState({ isDown: !isDown });
  }

  /** Writes strokes as a hand would, point by point. @returns when they are written, or it was put away */
  async play(digit: number, strokes: readonly Ink[]): Promise<void> {
    if (this.state.getState().isDown) this.toggle();
    this.state.setState({ playing: digit });
    for (const { points } of strokes) {
      if (this.#isOver) return;
      this.#begin();
      let from = 0;
      const startedAt = performance.now();
      while (from < points.length && !this.#isOver) {
        let to = from + POINT_STRIDE;
        const elapsed = performance.now() - startedAt;
        while (to < points.length && points[to + 3]! <= elapsed) to += POINT_STRIDE;
        this.#draft!.add(points.slice(from, to));
        this.state.setState({ x: points[to - POINT_STRIDE]!, y: points[to - POINT_STRIDE + 1]!, isDown: true });
        from = to;
        await this.#wait(PLAY_MS);
      }
      this.#lift();
      this.state.setState({ isDown: false });
      await this.#wait(LIFT_MS);
    }
    this.state.setState({ playing: null });
  }

  /** Puts it away: what it has written stays. */
  end(): void {
    this.#lift();
    this.#leave();
  }

  /** Puts it away, and takes back what it has written. */
  discard(): void {
    this.#draft?.cancel();
    this.#draft = null;
    if (this.#written.length > 0) this.#client.erase(this.#written);
    this.#leave();
  }

  #begin(): void {
    this.#elapsedMs = 0;
    this.#draft = new OwnDraft(this.#client, { cell: this.#cell, width: this.#width });
  }

  #lift(): void {
    if (this.#draft) this.#written.push(...this.#draft.end());
    this.#draft = null;
  }

  #leave(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#rest.up();
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#timer = setTimeout(resolve, ms);
    });
  }
}

/** Strokes as another hand writes them: a little larger or smaller, slanted, beside the middle. No two are the same to learn from. */
export function inAnotherHand(strokes: readonly Ink[], random: () => number = Math.random): Ink[] {
  const around = (reach: number) => (2 * random() - 1) * reach;
  const [width, height, slant, dx, dy] = [1 + around(0.12), 1 + around(0.08), around(0.14), around(14), around(10)];
  const middle = CELL_SIZE / 2;
  return strokes.map((ink) => {
    const points = [...ink.points];
    for (let i = 0; i < points.length; i += POINT_STRIDE) {
      const [x, y] = [points[i]! - middle, points[i + 1]! - middle];
      points[i] = middle + x * width - y * slant + dx;
      points[i + 1] = middle + y * height + dy;
    }
    return { ...ink, points };
  });
}
