/** How well a model reads drawings of people it never saw, wherever in their cells and however small they write. */
import { type DrawingsCard, evaluate, PLACEMENTS, type Placement, type Recogniser, toBytes } from '@inkroom/engine';
import {
  boundingBox,
  CELL_SIZE,
  FRAMINGS,
  type Framing,
  IMAGE_SIZE,
  type Ink,
  POINT_STRIDE,
  renderStrokes,
} from '@inkroom/shared';
import type { Drawing } from './drawings.ts';

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;
/** A small drawing against the usual one: about a third of the cell's height. */
const SMALL = 0.5;
/** Between a drawing in a corner and the cell's edge, in cell units: half a pen. */
const MARGIN = 12;

/** What is done to a drawing before it is read. @param turn which one it is */
export type Change = (strokes: readonly Ink[], turn: number) => readonly Ink[];

/** Measures a model on drawings under one framing: the share that it reads rightly, over all and of each digit. */
export async function readDrawn(
  recogniser: Recogniser,
  drawings: readonly Drawing[],
  framing: Framing,
  change: Change,
): Promise<{ all: number; perClass: number[] }> {
  const images = new Uint8Array(drawings.length * PIXELS);
  for (const [i, { strokes }] of drawings.entries()) {
    toBytes(renderStrokes(change(strokes, i), framing), images, i * PIXELS);
  }
  const labels = Uint8Array.from(drawings, ({ label }) => label);
  const verdict = await evaluate(recogniser, { images, labels, size: drawings.length });
  return { all: verdict!.accuracy, perClass: verdict!.perClass };
}

/** Measures a model on drawings under each framing and placement. */
export async function readUnseenWriters(
  recogniser: Recogniser,
  drawings: readonly Drawing[],
): Promise<DrawingsCard['accuracy']> {
  const read = (framing: Framing, placement: Placement) =>
    readDrawn(recogniser, drawings, framing, (strokes, turn) => moved(strokes, placement, turn));
  const accuracy: Partial<DrawingsCard['accuracy']> = {};
  for (const framing of FRAMINGS) {
    accuracy[framing] = {
      usual: await read(framing, 'usual'),
      small: await read(framing, 'small'),
      corner: await read(framing, 'corner'),
    };
  }
  return accuracy as DrawingsCard['accuracy'];
}

/** A line for each framing, for a terminal. */
export function describePredictions({ holdout, accuracy }: DrawingsCard): string {
  const percent = (share: number) => (share * 100).toFixed(2);
  const lines = FRAMINGS.map((framing) => {
    const cells = PLACEMENTS.map((placement) => {
      const { all, perClass } = accuracy[framing][placement];
      return `${placement} ${percent(all)} % (worst digit ${percent(Math.min(...perClass))} %)`;
    });
    return `  ${framing.padEnd(8)} ${cells.join(', ')}`;
  });
  return [`${holdout.digits} drawings of ${holdout.writers} people it never saw:`, ...lines].join('\n');
}

/** Strokes made smaller about their middle, or pushed into a corner: the four of them in turn. */
function moved(strokes: readonly Ink[], placement: Placement, turn: number): readonly Ink[] {
  const box = boundingBox(strokes);
  if (!box || placement === 'usual') return strokes;
  if (placement === 'small') {
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    return mapped(strokes, (px, py) => [x + SMALL * (px - x), y + SMALL * (py - y)]);
  }
  const dx = turn & 1 ? CELL_SIZE - MARGIN - box.right : MARGIN - box.left;
  const dy = turn & 2 ? CELL_SIZE - MARGIN - box.bottom : MARGIN - box.top;
  return mapped(strokes, (px, py) => [px + dx, py + dy]);
}

function mapped(strokes: readonly Ink[], map: (x: number, y: number) => [x: number, y: number]): Ink[] {
  return strokes.map(({ points, width }) => {
    const placed = [...points];
    for (let i = 0; i < placed.length; i += POINT_STRIDE) {
      [placed[i], placed[i + 1]] = map(placed[i]!, placed[i + 1]!);
    }
    return { points: placed, width };
  });
}
