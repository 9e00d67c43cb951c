import type { LiveInkView, UnfinishedStroke } from '@inkroom/client';
import { cellOrigin, POINT_STRIDE, type RoomState } from '@inkroom/shared';
import type { Draft } from '../page-store';
import { type Bounds, moveBounds, overlaps, wholePixels } from '../view/bounds';
import { type Placement, placed } from '../view/page-view';
import { cursorOpacity, follow, labelOpacity, type MovingPoint, revealPoints } from './cursor-motion';
import { inkBounds, inkOutline, traceOutline } from './ink-outline';
import { NameLabels } from './name-labels';
import type { PageTheme } from './page-theme';

/** All that moves on the page at one moment. */
export interface LiveScene {
  at: Placement;
  pixelRatio: number;
  theme: PageTheme;
  live: LiveInkView;
  /** To leave out strokes that are durable already. */
  state: RoomState;
  draft: Draft | null;
  /** Points that the browser expects next (flat, as in `Ink`): drawn, never stored. */
  predicted: readonly number[];
  draftColour: string;
  /** Eraser under the pointer, in device pixels. */
  eraser: { x: number; y: number; radius: number } | null;
  colourOf(personId: string): string;
  nameOf(personId: string): string | null;
  /** ms since the epoch, as in `Cursor.at`. */
  now: number;
  elapsedMs: number;
  reducedMotion: boolean;
}

interface Shown extends MovingPoint {
  drawing: boolean;
  at: number;
}

/** With more people than this at work, only those who draw are named. */
const NAMED_POINTERS_MAX = 8;
/** Pointer shape in CSS pixels, tip at 0,0. */
const ARROW = [0, 0, 0, 15, 4.1, 11.2, 6.9, 17, 9.6, 15.7, 6.8, 10.1, 11.8, 9.6] as const;
const LABEL_OFFSET = { arrow: { x: 11, y: 15 }, pen: { x: 9, y: 8 } };

/** Paints unfinished ink, pointers and names. Clears and paints only where something is or was. */
export class LivePainter {
  readonly #context: CanvasRenderingContext2D;
  readonly #labels = new NameLabels();
  readonly #shownPoints = new Map<string, number>();
  readonly #pointers = new Map<string, Shown>();
  #painted: Bounds[] = [];

  constructor(context: CanvasRenderingContext2D) {
    this.#context = context;
  }

  /** After the canvas was resized, which empties it. */
  forgetPainted(): void {
    this.#painted = [];
  }

  /** @returns whether something still moves by itself, so that another frame is needed */
  paint(scene: LiveScene): boolean {
    const context = this.#context;
    for (const { left, top, right, bottom } of this.#painted) context.clearRect(left, top, right - left, bottom - top);
    this.#painted = [];
    let moving = false;

    const tips = new Map<string, Shown>();
    for (const id of this.#shownPoints.keys()) if (!scene.live.strokes.has(id)) this.#shownPoints.delete(id);
    for (const [id, stroke] of scene.live.strokes) {
      if (scene.state.cells[stroke.cell]?.strokes.includes(id)) continue;
      if (this.#paintUnfinished(id, stroke, scene, tips)) moving = true;
    }
    if (scene.draft) {
      const points = scene.predicted.length > 0 ? [...scene.draft.points, ...scene.predicted] : scene.draft.points;
      this.#paintInk({ ...scene.draft, points }, scene.draft.cell, scene.draftColour, scene);
    }
    if (this.#paintPointers(scene, tips)) moving = true;
    if (scene.eraser) this.#paintEraser(scene.eraser, scene);
    return moving;
  }

  #paintUnfinished(id: string, stroke: UnfinishedStroke, scene: LiveScene, tips: Map<string, Shown>): boolean {
    const received = stroke.points.length / POINT_STRIDE;
    const before = this.#shownPoints.get(id) ?? 0;
    const count = scene.reducedMotion ? received : revealPoints(before, received, scene.elapsedMs);
    this.#shownPoints.set(id, count);
    if (count === 0) return received > 0;
    const points = count < received ? stroke.points.slice(0, count * POINT_STRIDE) : (stroke.points as number[]);
    this.#paintInk({ points, width: stroke.width }, stroke.cell, scene.colourOf(stroke.by), scene);
    const origin = cellOrigin(stroke.cell);
    const x = origin.x + points[points.length - POINT_STRIDE]!;
    const y = origin.y + points[points.length - POINT_STRIDE + 1]!;
    tips.set(stroke.by, { x, y, drawing: true, at: stroke.at });
    return count < received;
  }

  #paintInk(ink: { points: number[]; width: number }, cell: number, colour: string, { at }: LiveScene): void {
    const bounds = inkBounds(ink);
    if (!bounds) return;
    const origin = cellOrigin(cell);
    const box = this.#clip(placed(moveBounds(bounds, origin.x, origin.y), at));
    if (!box) return;
    const context = this.#context;
    context.save();
    context.translate(at.originX + origin.x * at.scale, at.originY + origin.y * at.scale);
    context.scale(at.scale, at.scale);
    context.fillStyle = colour;
    context.beginPath();
    traceOutline(inkOutline(ink, false), context);
    context.fill();
    context.restore();
    this.#painted.push(box);
  }

  #paintPointers(scene: LiveScene, tips: ReadonlyMap<string, Shown>): boolean {
    let moving = false;
    const targets = new Map<string, Shown>(tips);
    for (const [person, { x, y, at }] of scene.live.cursors) {
      if (!targets.has(person)) targets.set(person, { x, y, at, drawing: false });
    }
    for (const person of this.#pointers.keys()) if (!targets.has(person)) this.#pointers.delete(person);
    const crowded = targets.size > NAMED_POINTERS_MAX;
    const labelled: Bounds[] = [];
    // Those who draw are named first: where two names would lie on each other, the later one is left out.
    const order = [...targets].sort(([, a], [, b]) => Number(b.drawing) - Number(a.drawing) || b.at - a.at);
    for (const [person, target] of order) {
      const idle = target.drawing ? 0 : scene.now - target.at;
      const opacity = cursorOpacity(idle);
      if (opacity <= 0) continue;
      // Opacity changes by itself until both name and pointer are gone.
      if (!target.drawing) moving = true;
      const shown = this.#pointers.get(person);
      if (!shown || target.drawing || scene.reducedMotion) this.#pointers.set(person, { ...target });
      else {
        shown.drawing = target.drawing;
        shown.at = target.at;
        follow(shown, target, scene.elapsedMs);
      }
      const { x, y } = this.#pointers.get(person)!;
      const px = scene.at.originX + x * scene.at.scale;
      const py = scene.at.originY + y * scene.at.scale;
      const colour = scene.colourOf(person);
      this.#paintTip(px, py, colour, opacity, target.drawing, scene);
      const name = scene.nameOf(person);
      const named = target.drawing ? 1 : crowded ? 0 : labelOpacity(idle);
      if (name && named > 0) this.#paintLabel(name, px, py, colour, named, target.drawing, scene, labelled);
    }
    return moving;
  }

  #paintTip(x: number, y: number, colour: string, opacity: number, drawing: boolean, scene: LiveScene): void {
    const context = this.#context;
    const k = scene.pixelRatio;
    const box = this.#clip({ left: x - 6 * k, top: y - 6 * k, right: x + 16 * k, bottom: y + 21 * k });
    if (!box) return;
    context.globalAlpha = opacity;
    context.fillStyle = colour;
    context.strokeStyle = scene.theme.paper;
    context.lineWidth = 1.5 * k;
    context.lineJoin = 'round';
    context.beginPath();
    if (drawing) context.arc(x, y, 3.5 * k, 0, 2 * Math.PI);
    else {
      context.moveTo(x, y);
      for (let i = 2; i < ARROW.length; i += 2) context.lineTo(x + ARROW[i]! * k, y + ARROW[i + 1]! * k);
      context.closePath();
    }
    context.stroke();
    context.fill();
    context.globalAlpha = 1;
    this.#painted.push(box);
  }

  #paintLabel(
    name: string,
    x: number,
    y: number,
    colour: string,
    opacity: number,
    drawing: boolean,
    { pixelRatio, theme }: LiveScene,
    placed: Bounds[],
  ): void {
    const { font, onLabel } = theme;
    const bitmap = this.#labels.bitmap(name, { background: colour, text: onLabel, font, pixelRatio });
    const offset = drawing ? LABEL_OFFSET.pen : LABEL_OFFSET.arrow;
    const left = Math.round(x + offset.x * pixelRatio);
    const top = Math.round(y + offset.y * pixelRatio);
    const box = this.#clip({ left, top, right: left + bitmap.width, bottom: top + bitmap.height });
    if (!box || placed.some((other) => overlaps(box, other))) return;
    placed.push(box);
    this.#context.globalAlpha = opacity;
    this.#context.drawImage(bitmap, left, top);
    this.#context.globalAlpha = 1;
    this.#painted.push(box);
  }

  #paintEraser({ x, y, radius }: { x: number; y: number; radius: number }, { theme, pixelRatio }: LiveScene): void {
    const reach = radius + 2 * pixelRatio;
    const box = this.#clip({ left: x - reach, top: y - reach, right: x + reach, bottom: y + reach });
    if (!box) return;
    const context = this.#context;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.globalAlpha = 0.35;
    context.fillStyle = theme.paper;
    context.fill();
    context.globalAlpha = 1;
    context.strokeStyle = theme.ink;
    context.lineWidth = 1.25 * pixelRatio;
    context.stroke();
    this.#painted.push(box);
  }

  #clip(box: Bounds): Bounds | null {
    return wholePixels(box, this.#context.canvas);
  }
}
