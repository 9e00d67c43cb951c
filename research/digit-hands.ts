/**
 * Ways of writing digits that MNIST and the pens of a few people hold little of, each with the name that it is measured by. Some are
 * written from control points (see `DIGIT_STYLES`), some are done to a digit that a person wrote.
 */
import { between, writeStyle } from '@inkroom/engine';
import { boundingBox, CELL_SIZE, type Digit, type Ink, POINT_STRIDE } from '@inkroom/shared';
import { WRITTEN_HANDS } from './written-hands.ts';

type Random = () => number;
interface Labelled {
  label: Digit;
  strokes: Ink[];
}

/** What is done to a digit that somebody wrote, by name. */
export const DONE_HANDS: Readonly<
  Record<string, { digit?: Digit; change: (strokes: readonly Ink[], random: Random) => Ink[] }>
> = {
  'zero slashed to the right': {
    digit: 0,
    change: (strokes, random) => crossed(strokes, random, [0.75, 0.12, 0.25, 0.88]),
  },
  'zero slashed to the left': {
    digit: 0,
    change: (strokes, random) => crossed(strokes, random, [0.25, 0.12, 0.75, 0.88]),
  },
  'barred zero': { digit: 0, change: (strokes, random) => crossed(strokes, random, [0.5, 0.08, 0.5, 0.92]) },
  'crossed seven': { digit: 7, change: crossedSeven },
  'footed one, real': { digit: 1, change: footed },
  'turned up to 30 degrees': { change: (strokes, random) => turned(strokes, between(random, [-0.52, 0.52])) },
  'left-handed slant': { change: (strokes, random) => leaning(strokes, between(random, [0.3, 0.75])) },
  'strong slant to the right': { change: (strokes, random) => leaning(strokes, -between(random, [0.3, 0.75])) },
  'slow and shaky': { change: shaky },
  'a fifth of the cell': { change: (strokes, random) => sized(strokes, between(random, [0.2, 0.3]) * CELL_SIZE) },
  'at the edge': { change: atTheEdge },
};

/** Writes a digit in one of the named ways. */
export function writeHand(name: string, random: Random): Ink[] {
  const { styles } = WRITTEN_HANDS[name]!;
  return writeStyle(styles[Math.floor(random() * styles.length)]!, random);
}

/** A further line across a zero, from one point of its box to another: within it or beyond, in either direction of the pen. */
function crossed(
  strokes: readonly Ink[],
  random: Random,
  [fromX, fromY, toX, toY]: [number, number, number, number],
): Ink[] {
  const reach = between(random, [0.45, 1.5]);
  const off = () => between(random, [-0.08, 0.08]);
  const [dx, dy] = [off(), off()];
  const along = (value: number) => 0.5 + reach * (value - 0.5) + off() / 2;
  const line: [number, number][] = [
    [along(fromX) + dx, along(fromY) + dy],
    [along(toX) + dx, along(toY) + dy],
  ];
  return [...strokes, lineIn(strokes, random() < 0.5 ? line : line.reverse(), random)];
}

/** A bar through the middle of a seven's stem, straight or hooked at an end. */
function crossedSeven(strokes: readonly Ink[], random: Random): Ink[] {
  const box = boundingBox(strokes)!;
  const y = between(random, [0.4, 0.64]);
  const stem = nearest(strokes, box.top + y * (box.bottom - box.top));
  const x = (stem - box.left) / (box.right - box.left || 1);
  const half = between(random, [0.2, 0.48]);
  const tilt = between(random, [-0.1, 0.06]);
  const hook = between(random, [0.06, 0.14]) * (random() < 0.5 ? 1 : -1);
  const bar: [number, number][] = [
    [x - half, y - tilt],
    [x, y],
    [x + half, y + tilt],
  ];
  const kind = random();
  if (kind < 0.25) bar.push([x + half - 0.02, y + tilt + hook]);
  else if (kind < 0.4) bar.unshift([x - half + 0.02, y - tilt + hook]);
  return [...strokes, lineIn(strokes, bar, random)];
}

function footed(strokes: readonly Ink[], random: Random): Ink[] {
  const box = boundingBox(strokes)!;
  const height = box.bottom - box.top;
  const x = nearest(strokes, box.bottom - 0.03 * height);
  const half = between(random, [0.18, 0.4]) * height;
  const tilt = between(random, [-0.04, 0.04]) * height;
  const y = box.bottom + between(random, [-0.03, 0.02]) * height;
  return [
    ...strokes,
    inkOf(
      [
        [x - half, y - tilt],
        [x + half, y + tilt],
      ],
      strokes[0]!.width,
    ),
  ];
}

/** Where the digit is at a height: the x of its nearest point. */
function nearest(strokes: readonly Ink[], y: number): number {
  let [best, distance] = [0, Number.POSITIVE_INFINITY];
  for (const { points } of strokes) {
    for (let i = 0; i < points.length; i += POINT_STRIDE) {
      const away = Math.abs(points[i + 1]! - y);
      if (away < distance) [best, distance] = [points[i]!, away];
    }
  }
  return best;
}

/** A line given in shares of the strokes' box; a narrow box is taken for a wider one. */
function lineIn(strokes: readonly Ink[], line: readonly [number, number][], random: Random): Ink {
  const box = boundingBox(strokes)!;
  const [width, height] = [Math.max(box.right - box.left, 0.3 * (box.bottom - box.top)), box.bottom - box.top];
  const middle = (box.left + box.right) / 2;
  const bend = between(random, [-0.04, 0.04]) * height;
  const points = line.map(([x, y]): [number, number] => [middle + (x - 0.5) * width, box.top + y * height]);
  if (points.length === 2) {
    const [[ax, ay], [bx, by]] = [points[0]!, points[1]!];
    points.splice(1, 0, [(ax + bx) / 2 + bend, (ay + by) / 2]);
  }
  return inkOf(points, strokes[0]!.width);
}

/** ms between two points. */
const INTERVAL = 10;
const SPACING = 6;

/** Points of a pen along straight pieces. */
export function inkOf(line: readonly (readonly [number, number])[], width: number): Ink {
  const points: number[] = [];
  const add = (x: number, y: number) => points.push(x, y, 0.5, (points.length / POINT_STRIDE) * INTERVAL);
  add(...line[0]!);
  for (let i = 1; i < line.length; i++) {
    const [[ax, ay], [bx, by]] = [line[i - 1]!, line[i]!];
    const steps = Math.max(1, Math.round(Math.hypot(bx - ax, by - ay) / SPACING));
    for (let step = 1; step <= steps; step++) add(ax + ((bx - ax) * step) / steps, ay + ((by - ay) * step) / steps);
  }
  return { points, width };
}

/** Moves each point, given from the middle of the drawing. */
export function mapped(strokes: readonly Ink[], map: (x: number, y: number) => readonly [number, number]): Ink[] {
  const box = boundingBox(strokes);
  if (!box) return [...strokes];
  const [middleX, middleY] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  return strokes.map(({ points, width }) => {
    const placed = [...points];
    for (let i = 0; i < placed.length; i += POINT_STRIDE) {
      const [x, y] = map(placed[i]! - middleX, placed[i + 1]! - middleY);
      placed[i] = middleX + x;
      placed[i + 1] = middleY + y;
    }
    return { points: placed, width };
  });
}

function turned(strokes: readonly Ink[], angle: number): Ink[] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return mapped(strokes, (x, y) => [x * cos - y * sin, x * sin + y * cos]);
}

function leaning(strokes: readonly Ink[], slope: number): Ink[] {
  return mapped(strokes, (x, y) => [x + slope * y, y]);
}

function sized(strokes: readonly Ink[], height: number): Ink[] {
  const box = boundingBox(strokes)!;
  const factor = height / Math.max(1, box.bottom - box.top, box.right - box.left);
  return mapped(strokes, (x, y) => [factor * x, factor * y]);
}

function atTheEdge(strokes: readonly Ink[], random: Random): Ink[] {
  const box = boundingBox(strokes)!;
  const side = Math.floor(4 * random());
  const dx = side === 0 ? -box.left : side === 1 ? CELL_SIZE - box.right : 0;
  const dy = side === 2 ? -box.top : side === 3 ? CELL_SIZE - box.bottom : 0;
  return mapped(strokes, (x, y) => [x + dx, y + dy]);
}

/** A hand that trembles several times on its way, and rests: points crowd where it is slow. */
function shaky(strokes: readonly Ink[], random: Random): Ink[] {
  const size = between(random, [2, 6]);
  const wave = between(random, [14, 40]);
  return strokes.map(({ points, width }) => {
    const placed = [...points];
    let [along, phaseX, phaseY] = [0, 2 * Math.PI * random(), 2 * Math.PI * random()];
    for (let i = 0; i < placed.length; i += POINT_STRIDE) {
      if (i > 0)
        along += Math.hypot(points[i]! - points[i - POINT_STRIDE]!, points[i + 1]! - points[i - POINT_STRIDE + 1]!);
      phaseX += between(random, [-0.4, 0.4]);
      phaseY += between(random, [-0.4, 0.4]);
      placed[i]! += size * Math.sin((2 * Math.PI * along) / wave + phaseX);
      placed[i + 1]! += size * Math.sin((2 * Math.PI * along) / (1.3 * wave) + phaseY);
    }
    return { points: placed, width };
  });
}

/**
 * Digits of every named hand, each as often as any other.
 * @param digits by people: what some hands are done to
 */
export function drawHands(count: number, digits: readonly Labelled[], random: Random): Labelled[] {
  const names = [...Object.keys(WRITTEN_HANDS), ...Object.keys(DONE_HANDS)];
  return Array.from({ length: count }, (_, i) => drawHand(names[i % names.length]!, digits, random));
}

/** A digit of one named hand. @throws RangeError where there is no digit that it could be done to */
export function drawHand(name: string, digits: readonly Labelled[], random: Random): Labelled {
  const written = WRITTEN_HANDS[name];
  if (written) return { label: written.digit, strokes: writeHand(name, random) };
  const { digit, change } = DONE_HANDS[name]!;
  if (!digits.some(({ label }) => digit === undefined || label === digit))
    throw new RangeError(`no digit for: ${name}`);
  for (;;) {
    const { label, strokes } = digits[Math.floor(random() * digits.length)]!;
    if (digit === undefined || label === digit) return { label, strokes: change(strokes, random) };
  }
}
