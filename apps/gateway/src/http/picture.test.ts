import { renderStrokes } from '@inkroom/shared';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { PICTURE_SIDE_MAX, pixelsOfPng } from './picture.js';

/** A seven in a square of 280. */
const SEVEN = [70, 60, 210, 60, 120, 230];
type Colour = [red: number, green: number, blue: number, alpha: number];
const [BLACK, WHITE, NONE]: Colour[] = [
  [0, 0, 0, 255],
  [255, 255, 255, 255],
  [0, 0, 0, 0],
];

/** A picture of the seven, its pen so many pixels wide. */
function drawn({
  side = 280,
  pen = 12,
  ink = BLACK,
  paper = WHITE,
}: Partial<Record<'side' | 'pen', number>> & { ink?: Colour | undefined; paper?: Colour | undefined } = {}): Buffer {
  const png = new PNG({ width: side, height: side });
  const scale = side / 280;
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const isInk = [0, 2].some((i) => {
        const [ax, ay, bx, by] = SEVEN.slice(i, i + 4).map((value) => value * scale) as [
          number,
          number,
          number,
          number,
        ];
        const along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2);
        const t = Math.min(1, Math.max(0, along));
        return Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)) <= pen / 2;
      });
      png.data.set((isInk ? ink : paper)!, 4 * (y * side + x));
    }
  return PNG.sync.write(png);
}

/** How alike two images are: 1 for the same. */
function likeness(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const product = (p: ArrayLike<number>, q: ArrayLike<number>) =>
    Array.from(p).reduce((sum, value, i) => sum + value * q[i]!, 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}

const POINTS = [0, 2, 4].flatMap((i) => [SEVEN[i]!, SEVEN[i + 1]!, 0.5, 0]);
const AS_STROKES = renderStrokes([{ width: 12, points: POINTS }], 'mnist');

describe('a picture', () => {
  it.each<[string, Parameters<typeof drawn>[0]]>([
    ['dark on light', {}],
    ['light on dark', { ink: WHITE, paper: BLACK }],
    ['dark on nothing', { paper: NONE }],
    ['light on nothing', { ink: WHITE, paper: NONE }],
    ['of a thin pen', { pen: 2 }],
    ['small', { side: 60, pen: 4 }],
    ['as large as may be', { side: PICTURE_SIDE_MAX, pen: 8 }],
  ])('%s is seen as its strokes are', (_, how) => {
    const pixels = pixelsOfPng(drawn(how));
    expect(pixels.ok && likeness(pixels.value, AS_STROKES)).toBeGreaterThan(0.9);
  });

  it('of 28 x 28 is taken as it is, and one without ink is blank', () => {
    const png = new PNG({ width: 28, height: 28 });
    png.data.fill(255);
    expect(pixelsOfPng(PNG.sync.write(png))).toEqual({ ok: true, value: new Array(784).fill(0) });
    png.data.set([127, 127, 127, 255], 4 * 300);
    png.data.set(BLACK!, 4 * 301);
    const seen = pixelsOfPng(PNG.sync.write(png));
    expect(seen.ok && [seen.value[299], seen.value[301]]).toEqual([0, 1]);
    expect(seen.ok && seen.value[300]).toBeCloseTo(0.5, 2);
  });

  it.each<[string, () => Buffer]>([
    ['what is none', () => Buffer.from('GIF89a, and some more to make it long enough')],
    ['an empty one', () => Buffer.alloc(0)],
    ['one that is cut off', () => drawn().subarray(0, 100)],
    ['one that is too large', () => PNG.sync.write(new PNG({ width: PICTURE_SIDE_MAX + 1, height: 1 }))],
    ['one that may unpack to anything', () => drawn().fill(1, 28, 29)],
  ])('R8 refuses %s', (_, file) => {
    expect(pixelsOfPng(file())).toMatchObject({ ok: false, error: { code: 'invalid_payload' } });
  });
});
