/** What people write or draw in a cell that is no digit, by kind: letters, scribbles, shapes, dots, two digits, half a digit. */
import { between, type DigitStyle, writeStyle } from '@inkroom/engine';
import { boundingBox, CELL_SIZE, DEFAULT_STROKE_WIDTH, type Digit, type Ink, POINT_STRIDE } from '@inkroom/shared';
import { placeDigit } from '../scripts/replay/place-digit.ts';
import type { Alphabet } from './alphabets.ts';
import { inkOf, mapped } from './digit-hands.ts';
import type { Drawing } from './drawings.ts';
import { SHAPES } from './shapes.ts';

type Random = () => number;
type Point = [x: number, y: number];

/** A letter of an alphabet, each alphabet as often as any other. */
export function letter(alphabets: readonly Alphabet[], random: Random): Ink[] {
  const { glyphs } = pick(alphabets, random);
  const { font, char, strokes } = pick(glyphs, random);
  return placed(`${font} ${char} ${random()}`, strokes);
}

/** Strokes in any unit, set into a cell as a person would. */
export function placed(id: string, strokes: Point[][]): Ink[] {
  return placeDigit({ id, label: 0, strokes }).map((points) => ({ points, width: DEFAULT_STROKE_WIDTH }));
}

/** Two digits side by side in one cell. */
export function twoDigits(digits: readonly Pick<Drawing, 'strokes'>[], random: Random): Ink[] {
  const height = between(random, [0.35, 0.75]) * CELL_SIZE;
  const width = between(random, [0.32, 0.46]) * CELL_SIZE;
  const gap = between(random, [0, 0.12]) * CELL_SIZE;
  const fitted = [pick(digits, random), pick(digits, random)].map(({ strokes }) => {
    const box = boundingBox(strokes)!;
    const scale = Math.min(height / Math.max(1, box.bottom - box.top), width / Math.max(1, box.right - box.left));
    const drop = between(random, [-0.06, 0.06]) * CELL_SIZE;
    const scaled = mapped(strokes, (x, y) => [scale * x, scale * y + drop]);
    return { strokes: scaled, box: boundingBox(scaled)! };
  });
  const [left, right] = [fitted[0]!, fitted[1]!];
  const middle = CELL_SIZE / 2;
  const shift = (strokes: readonly Ink[], dx: number, dy: number) => mapped(strokes, (x, y) => [x + dx, y + dy]);
  const centre = ({ box }: typeof left) => middle - (box.top + box.bottom) / 2;
  return [
    ...shift(left.strokes, middle - gap / 2 - left.box.right, centre(left)),
    ...shift(right.strokes, middle + gap / 2 - right.box.left, centre(right)),
  ];
}

const SIDES = ['top', 'bottom', 'left', 'right'] as const;
type Side = (typeof SIDES)[number];
/** Halves that are no digit themselves: of a six the lower one is a zero, of a nine or a four a one. */
const HALVES: Readonly<Record<Digit, readonly Side[]>> = {
  0: SIDES,
  1: [],
  2: SIDES,
  3: ['top', 'bottom', 'left'],
  4: ['top', 'left'],
  5: SIDES,
  6: ['left', 'right'],
  7: ['left'],
  8: ['left'],
  9: ['left'],
};

/** Half of a digit; null where it is a digit again, as any half of a one, or a steep line. */
export function halfDigit({ label, strokes }: Drawing, random: Random): Ink[] | null {
  const sides = HALVES[label];
  if (sides.length === 0) return null;
  const side = pick(sides, random);
  const box = boundingBox(strokes)!;
  const share = between(random, [0.35, 0.5]);
  const kept = (x: number, y: number) => {
    const [u, v] = [(x - box.left) / (box.right - box.left), (y - box.top) / (box.bottom - box.top)];
    return { top: v < share, bottom: v > 1 - share, left: u < share, right: u > 1 - share }[side];
  };
  const pieces: Ink[] = [];
  for (const { points, width } of strokes) {
    let piece: number[] | null = null;
    for (let i = 0; i < points.length; i += POINT_STRIDE) {
      if (!kept(points[i]!, points[i + 1]!)) piece = null;
      else {
        if (!piece) {
          piece = [];
          pieces.push({ points: piece, width });
        }
        piece.push(...points.slice(i, i + POINT_STRIDE));
      }
    }
  }
  return pieces.length > 0 && !isOne(pieces) ? pieces : null;
}

/** Whether strokes look like a one: they are much higher than wide, or one of them, nearly straight and steep, is most of the ink. */
function isOne(strokes: readonly Ink[]): boolean {
  const box = boundingBox(strokes)!;
  if (box.right - box.left < 0.5 * (box.bottom - box.top)) return true;
  const lines = strokes.map(({ points }) => {
    let length = 0;
    for (let i = POINT_STRIDE; i < points.length; i += POINT_STRIDE)
      length += Math.hypot(points[i]! - points[i - POINT_STRIDE]!, points[i + 1]! - points[i - POINT_STRIDE + 1]!);
    return { length, dx: points.at(-POINT_STRIDE)! - points[0]!, dy: points.at(1 - POINT_STRIDE)! - points[1]! };
  });
  const all = lines.reduce((sum, { length }) => sum + length, 0);
  return lines.some(
    ({ length, dx, dy }) =>
      length > 0.7 * all && Math.hypot(dx, dy) > 0.93 * length && Math.abs(dy) > 0.6 * Math.abs(dx),
  );
}

/** A wild line, hatching, a whirl, loops in a row, a wave, a few strokes that mean nothing. */
export function scribble(random: Random): Ink[] {
  const kind = Math.floor(6 * random());
  const count = (low: number, high: number) => Math.floor(between(random, [low, high + 1]));
  const wobble = () => between(random, [-0.05, 0.05]);
  const styles: (() => DigitStyle)[] = [
    () => [Array.from({ length: 2 * count(6, 24) }, random)],
    () => {
      const turns = count(6, 14);
      const slope = between(random, [-0.4, 0.4]);
      const zigzag = Array.from({ length: turns }, (_, i): Point => {
        const along = i / (turns - 1);
        return [(i % 2) * 0.9 + 0.05 + wobble(), along + slope * ((i % 2) - 0.5) + wobble()];
      });
      return [(random() < 0.5 ? zigzag : zigzag.map(([x, y]): Point => [y, x])).flat()];
    },
    () => {
      const [turns, inner] = [between(random, [2.2, 5]), between(random, [0, 0.08])];
      const way = random() < 0.5 ? 1 : -1;
      const steps = Math.ceil(10 * turns);
      return [
        Array.from({ length: steps }, (_, i) => {
          const radius = inner + (0.5 - inner) * (i / steps);
          const angle = (way * 2 * Math.PI * i) / 10;
          return [0.5 + radius * Math.cos(angle), 0.5 + radius * Math.sin(angle)];
        }).flat(),
      ];
    },
    () => {
      const loops = count(3, 7);
      const [height, way] = [between(random, [0.2, 0.5]), random() < 0.5 ? 1 : -1];
      return [
        Array.from({ length: loops * 8 }, (_, i) => {
          const angle = (2 * Math.PI * i) / 8;
          const along = i / (loops * 8);
          return [along + 0.12 * Math.cos(angle), 0.5 + way * height * Math.sin(angle)];
        }).flat(),
      ];
    },
    () => {
      const waves = count(2, 6);
      return [
        Array.from({ length: 2 * waves + 1 }, (_, i) => [
          i / (2 * waves),
          0.5 + (i % 2 ? -1 : 1) * 0.2 + wobble(),
        ]).flat(),
      ];
    },
    () => Array.from({ length: count(3, 8) }, () => Array.from({ length: 2 * count(2, 4) }, random)),
  ];
  return writeStyle(styles[kind]!(), random);
}

export function shape(random: Random): Ink[] {
  const style = pick(pick(Object.values(SHAPES), random), random);
  const strokes = writeStyle(style, random);
  // A shape is as wide as it is high; hands make digits narrower.
  return mapped(strokes, (x, y) => [1.25 * x, y]);
}

/** One dot to six, each hardly larger than the pen. */
export function dots(random: Random): Ink[] {
  const count = random() < 0.4 ? 1 : 1 + Math.floor(6 * random());
  return Array.from({ length: count }, () => {
    const at = () => between(random, [0.2, 0.8]) * CELL_SIZE;
    const [x, y] = [at(), at()];
    const near = (value: number) => value + between(random, [-3, 3]);
    const line = Array.from({ length: 1 + Math.floor(3 * random()) }, (): Point => [near(x), near(y)]);
    return inkOf(line, DEFAULT_STROKE_WIDTH);
  });
}

export function pick<T>(items: readonly T[], random: Random): T {
  return items[Math.floor(random() * items.length)]!;
}

/** The kinds, each with its share of what a model learns. */
const SHARES = {
  letter: 0.48,
  kana: 0.18,
  twoDigits: 0.07,
  halfDigit: 0.12,
  scribble: 0.07,
  shape: 0.07,
  dots: 0.01,
} as const;
export type NotDigit = keyof typeof SHARES;

/** Half of all halves are digits again; of so many one is not, unless all digits are ones. */
const TRIES = 1000;

/** Draws what is no digit, of one kind. @param digits are what pairs and halves are made of */
export function drawNotDigit(
  kind: NotDigit,
  { letters, kana, digits }: { letters: readonly Alphabet[]; kana: readonly Alphabet[]; digits: readonly Drawing[] },
  random: Random,
): Ink[] {
  switch (kind) {
    case 'letter':
      return letter(letters, random);
    case 'kana':
      return letter(kana, random);
    case 'twoDigits':
      return twoDigits(digits, random);
    case 'halfDigit':
      for (let tries = 0; tries < TRIES; tries++) {
        const half = halfDigit(pick(digits, random), random);
        if (half) return half;
      }
      throw new RangeError('these digits have no half that is none');
    case 'scribble':
      return scribble(random);
    case 'shape':
      return shape(random);
    case 'dots':
      return dots(random);
  }
}

/** All kinds, mixed by their shares. */
export function drawNotDigits(count: number, sources: Parameters<typeof drawNotDigit>[1], random: Random): Ink[][] {
  const kinds = Object.entries(SHARES) as [NotDigit, number][];
  return kinds.flatMap(([kind, share]) =>
    Array.from({ length: Math.round(share * count) }, () => drawNotDigit(kind, sources, random)),
  );
}
