import { DEFAULT_STROKE_WIDTH } from '@inkroom/shared';
import { clamp } from '../../ui/clamp';

/** Pen widths in cell units. `medium` is the width of MNIST's ink, which models read best as drawn. */
export const PENS = { fine: 14, medium: DEFAULT_STROKE_WIDTH, bold: 34 } as const;
export type PenSize = keyof typeof PENS;
export const PEN_SIZES = Object.keys(PENS) as PenSize[];

/** The next size up or down; stays at the ends. */
export function steppedPen(size: PenSize, step: 1 | -1): PenSize {
  const next = PEN_SIZES.indexOf(size) + step;
  return PEN_SIZES[clamp(next, 0, PEN_SIZES.length - 1)]!;
}
