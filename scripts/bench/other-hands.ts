/** Drawings changed as other people, pens and devices would: what a model must bear that was taught on one tablet. */
import { boundingBox, POINT_STRIDE } from '@inkroom/shared';
import type { Change } from '../../research/unseen-writers.ts';

/** Largest turn that leaves a digit what it is. */
const TURN = (12 * Math.PI) / 180;

/** Each by what it does; sizes and turns are about the drawing's middle. */
export const OTHER_HANDS: Readonly<Record<string, Change>> = {
  'fine pen': pen(14 / 23),
  'bold pen': pen(34 / 23),
  '1.35 x as large': moved((x, y) => [1.35 * x, 1.35 * y]),
  '0.4 x as large': moved((x, y) => [0.4 * x, 0.4 * y]),
  '0.3 x as large': moved((x, y) => [0.3 * x, 0.3 * y]),
  narrow: moved((x, y) => [0.65 * x, y]),
  wide: moved((x, y) => [1.4 * x, 0.85 * y]),
  'leaning right': leaning(-0.35),
  'leaning left': leaning(0.35),
  'turned right': turned(TURN),
  'turned left': turned(-TURN),
  'unsteady, 3 units': unsteady(3),
  'in steps of 6 units': moved((x, y) => [6 * Math.round(x / 6), 6 * Math.round(y / 6)]),
  '25 points a second': thinned(4),
  '12 points a second': thinned(8),
};

/** By a hand that leans to the left. @param slope cell units sideways for each upwards */
export function leaning(slope: number): Change {
  return moved((x, y) => [x + slope * y, y]);
}

/** Moves each point, given from the middle of the drawing. */
function moved(map: (x: number, y: number) => [number, number]): Change {
  return (strokes) => {
    const box = boundingBox(strokes);
    if (!box) return strokes;
    const [middleX, middleY] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    return strokes.map(({ points, width }) => {
      const placed = [...points];
      for (let i = 0; i < placed.length; i += POINT_STRIDE) {
        const [x, y] = map(placed[i]! - middleX, placed[i + 1]! - middleY);
        placed[i] = x + middleX;
        placed[i + 1] = y + middleY;
      }
      return { points: placed, width };
    });
  };
}

function pen(factor: number): Change {
  return (strokes) => strokes.map(({ points, width }) => ({ points, width: width * factor }));
}

function turned(angle: number): Change {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return moved((x, y) => [x * cos - y * sin, x * sin + y * cos]);
}

/** Off by a sine of the point's place: as good as chance here, and the same in every run. */
function unsteady(deviation: number): Change {
  const noise = (seed: number) => Math.SQRT2 * deviation * Math.sin(seed);
  return moved((x, y) => [x + noise(1e4 * x + 7 * y), y + noise(1e4 * y + 13 * x)]);
}

/** Each so manieth point, and the last. */
function thinned(every: number): Change {
  return (strokes) =>
    strokes.map(({ points, width }) => {
      const last = points.length / POINT_STRIDE - 1;
      const kept = points.filter((_, i) => {
        const point = Math.floor(i / POINT_STRIDE);
        return point % every === 0 || point === last;
      });
      return { points: kept, width };
    });
}
