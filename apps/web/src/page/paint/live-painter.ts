import { type LiveInkView, personOf, type RoomClient, shownPage, type UnfinishedStroke } from '@inkroom/client';
import { cellOrigin, type Page, type PersonPattern, POINT_STRIDE, patternOf } from '@inkroom/shared';
import { REDUCED_MOTION } from '../../ui/use-media-query';
import { ownDrafts } from '../page-store';
import { type Bounds, moveBounds, overlaps, wholePixels } from '../view/bounds';
import { type PageView, type Placement, placed } from '../view/page-view';
import { cursorOpacity, follow, labelOpacity, type MovingPoint, revealPoints } from './cursor-motion';
import { inkBounds, inkOutline, traceOutline } from './ink-outline';
import { NameLabels } from './name-labels';
import type { Palette } from './palette';

interface Shown extends MovingPoint {
  drawing: boolean;
  at: number;
}

/** What was painted last of somebody's unfinished stroke: between two messages it is the same for some frames. */
interface Revealed {
  count: number;
  outline: InkPath | null;
}

interface InkPath {
  path: Path2D;
  bounds: Bounds;
}

function inkPathOf(ink: { points: number[]; width: number }): InkPath | null {
  const bounds = inkBounds(ink);
  if (!bounds) return null;
  const path = new Path2D();
  traceOutline(inkOutline(ink, false), path);
  return { path, bounds };
}

/** With more people than this at work, only those who draw are named. */
const NAMED_POINTERS_MAX = 8;
/** Pointer shape in CSS pixels, tip at 0,0. */
const ARROW = [0, 0, 0, 15, 4.1, 11.2, 6.9, 17, 9.6, 15.7, 6.8, 10.1, 11.8, 9.6] as const;
const LABEL_OFFSET = { arrow: { x: 11, y: 15 }, pen: { x: 9, y: 8 } };

/** Paints unfinished ink, pointers and names. Clears and paints only where something is or was. */
export class LivePainter {
  readonly #context: CanvasRenderingContext2D;
  readonly #client: RoomClient;
  readonly #palette: Palette;
  readonly #reducedMotion = matchMedia(REDUCED_MOTION);
  readonly #labels = new NameLabels();
  readonly #revealed = new Map<string, Revealed>();
  readonly #pointers = new Map<string, Shown>();
  #painted: Bounds[] = [];
  /** For who looks from afar pens are so many times larger, and nobody is named beside them. */
  afar: number | null = null;

  /** Where the page lies in the frame that is being painted, and how long after the last one that is. */
  #at: Placement = { scale: 1, originX: 0, originY: 0 };
  #pixelRatio = 1;
  #elapsedMs = 0;
  #page: Page;

  constructor(context: CanvasRenderingContext2D, client: RoomClient, palette: Palette) {
    this.#context = context;
    this.#client = client;
    this.#palette = palette;
    this.#page = shownPage(client.view.getState());
  }

  /** After the canvas was resized, which empties it. */
  forgetPainted(): void {
    this.#painted = [];
  }

  /**
   * @param eraser the circle that is wiped, in CSS pixels
   * @returns whether something still moves by itself, so that another frame is needed
   */
  paint(view: PageView, elapsedMs: number, eraser: { x: number; y: number; radius: number } | null): boolean {
    this.#at = view.placement();
    this.#pixelRatio = view.pixelRatio * (this.afar ?? 1);
    this.#elapsedMs = elapsedMs;
    const context = this.#context;
    for (const { left, top, right, bottom } of this.#painted) context.clearRect(left, top, right - left, bottom - top);
    this.#painted = [];
    let moving = false;

    const room = this.#client.view.getState();
    const { you, page } = room;
    this.#page = shownPage(room);
    const live = this.#client.live.get();
    const tips = new Map<string, Shown>();
    for (const id of this.#revealed.keys()) if (!live.strokes.has(id)) this.#revealed.delete(id);
    for (const [id, stroke] of live.strokes) {
      // A stroke that is durable by now is painted on the paper.
      if (stroke.page !== page || this.#page.cells[stroke.cell]?.strokes.includes(id)) continue;
      if (this.#paintUnfinished(id, stroke, tips)) moving = true;
    }
    for (const { cell, width, points, predicted } of ownDrafts.getState().drafts) {
      const shown = predicted.length > 0 ? [...points, ...predicted] : points;
      this.#paintInk(inkPathOf({ points: shown, width }), cell, this.#palette.colourOf(you?.id ?? ''));
    }
    if (this.#paintPointers(live.cursors, tips)) moving = true;
    if (eraser) this.#paintEraser(eraser);
    return moving;
  }

  #paintUnfinished(id: string, stroke: UnfinishedStroke, tips: Map<string, Shown>): boolean {
    const received = stroke.points.length / POINT_STRIDE;
    const before = this.#revealed.get(id) ?? { count: 0, outline: null };
    const count = this.#reducedMotion.matches ? received : revealPoints(before.count, received, this.#elapsedMs);
    if (count === 0) return received > 0;
    const end = count * POINT_STRIDE;
    const now =
      count === before.count
        ? before
        : { count, outline: inkPathOf({ points: stroke.points.slice(0, end), width: stroke.width }) };
    this.#revealed.set(id, now);
    this.#paintInk(now.outline, stroke.cell, this.#palette.colourOf(stroke.by));
    const origin = cellOrigin(stroke.cell, this.#page);
    const x = origin.x + stroke.points[end - POINT_STRIDE]!;
    const y = origin.y + stroke.points[end - POINT_STRIDE + 1]!;
    tips.set(stroke.by, { x, y, drawing: true, at: stroke.at });
    return count < received;
  }

  #paintInk(ink: InkPath | null, cell: number, colour: string): void {
    if (!ink) return;
    const at = this.#at;
    const origin = cellOrigin(cell, this.#page);
    const box = this.#clip(placed(moveBounds(ink.bounds, origin.x, origin.y), at));
    if (!box) return;
    const context = this.#context;
    context.save();
    context.translate(at.originX + origin.x * at.scale, at.originY + origin.y * at.scale);
    context.scale(at.scale, at.scale);
    context.fillStyle = colour;
    context.fill(ink.path);
    context.restore();
    this.#painted.push(box);
  }

  #paintPointers(cursors: LiveInkView['cursors'], tips: ReadonlyMap<string, Shown>): boolean {
    const room = this.#client.view.getState();
    const now = Date.now();
    const at = this.#at;
    let moving = false;
    const targets = new Map<string, Shown>(tips);
    for (const [person, cursor] of cursors) {
      if (cursor.page === room.page && !targets.has(person))
        targets.set(person, { x: cursor.x, y: cursor.y, at: cursor.at, drawing: false });
    }
    for (const person of this.#pointers.keys()) if (!targets.has(person)) this.#pointers.delete(person);
    const crowded = targets.size > NAMED_POINTERS_MAX;
    const labelled: Bounds[] = [];
    // Those who draw are named first: where two names would lie on each other, the later one is left out.
    const order = [...targets].sort(([, a], [, b]) => Number(b.drawing) - Number(a.drawing) || b.at - a.at);
    for (const [person, target] of order) {
      const idle = target.drawing ? 0 : now - target.at;
      const opacity = cursorOpacity(idle);
      if (opacity <= 0) continue;
      // Opacity changes by itself until both name and pointer are gone.
      if (!target.drawing) moving = true;
      const shown = this.#pointers.get(person);
      if (!shown || target.drawing || this.#reducedMotion.matches) this.#pointers.set(person, { ...target });
      else {
        shown.drawing = target.drawing;
        shown.at = target.at;
        follow(shown, target, this.#elapsedMs);
      }
      const { x, y } = this.#pointers.get(person)!;
      const px = at.originX + x * at.scale;
      const py = at.originY + y * at.scale;
      const colour = this.#palette.colourOf(person);
      this.#paintTip(px, py, colour, opacity, target.drawing);
      const { name, colour: mark = 0 } = personOf(room, person) ?? {};
      const named = target.drawing ? 1 : crowded ? 0 : labelOpacity(idle);
      if (name && named > 0 && this.afar === null)
        this.#paintLabel(name, patternOf(mark), px, py, colour, named, target.drawing, labelled);
    }
    return moving;
  }

  #paintTip(x: number, y: number, colour: string, opacity: number, drawing: boolean): void {
    const context = this.#context;
    const k = this.#pixelRatio;
    const box = this.#clip({ left: x - 6 * k, top: y - 6 * k, right: x + 16 * k, bottom: y + 21 * k });
    if (!box) return;
    context.globalAlpha = opacity;
    context.fillStyle = colour;
    context.strokeStyle = this.#palette.theme.paper;
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
    pattern: PersonPattern,
    x: number,
    y: number,
    colour: string,
    opacity: number,
    drawing: boolean,
    placed: Bounds[],
  ): void {
    const { font, onLabel } = this.#palette.theme;
    const pixelRatio = this.#pixelRatio;
    const bitmap = this.#labels.bitmap(name, { background: colour, text: onLabel, pattern, font, pixelRatio });
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

  #paintEraser(circle: { x: number; y: number; radius: number }): void {
    const { theme } = this.#palette;
    const pixelRatio = this.#pixelRatio;
    const x = circle.x * pixelRatio;
    const y = circle.y * pixelRatio;
    const radius = circle.radius * pixelRatio;
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
