import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundingBox, centreOfMass, renderStrokes } from './framing.js';
import { FRAMINGS } from './protocol/constants.js';
import type { Ink } from './protocol/ink.js';

/** A stroke through the given x, y pairs. */
function ink(pairs: [number, number][], width = 23): Ink {
  return { width, points: pairs.flatMap(([x, y], i) => [x, y, 0.5, i * 10]) };
}

const seven = [
  ink([
    [60, 40],
    [180, 40],
    [110, 230],
  ]),
];
const smallSevenInTheCorner = [
  ink([
    [215, 202],
    [245, 202],
    [227.5, 249.5],
  ]),
];

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
}

function extent(image: Float32Array) {
  const columns: number[] = [];
  const rows: number[] = [];
  image.forEach((value, i) => {
    if (value < 0.5) return;
    columns.push(i % 28);
    rows.push(Math.floor(i / 28));
  });
  return {
    width: Math.max(...columns) - Math.min(...columns) + 1,
    height: Math.max(...rows) - Math.min(...rows) + 1,
  };
}

describe('renderStrokes', () => {
  it('draws nothing where nothing is written', () => {
    for (const framing of FRAMINGS) expect(renderStrokes([], framing).every((value) => value === 0)).toBe(true);
  });

  it('mnist leaves a dot one: the tremble of a pen that stands is not blown up to the size of a digit', () => {
    const dot = renderStrokes(
      [
        ink([
          [140, 136],
          [141, 140],
          [140, 145],
        ]),
      ],
      'mnist',
    );
    expect(extent(dot).height).toBeLessThan(6);
    const digit = renderStrokes(
      [
        ink([
          [140, 100],
          [141, 128],
          [140, 156],
        ]),
      ],
      'mnist',
    );
    expect(extent(digit).height).toBeGreaterThan(18);
  });

  it('as-drawn keeps place and size: a dot in the cell’s middle lies in the image’s middle', () => {
    const image = renderStrokes([ink([[140, 140]])], 'as-drawn');
    const mass = centreOfMass(image);
    expect(mass.x).toBeCloseTo(14, 5);
    expect(mass.y).toBeCloseTo(14, 5);
  });

  it('as-drawn makes the pen as wide as it is: 23 units are 2.3 pixels', () => {
    const image = renderStrokes(
      [
        ink([
          [140, 0],
          [140, 280],
        ]),
      ],
      'as-drawn',
    );
    const row = image.slice(14 * 28, 15 * 28);
    expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(2.3, 1);
  });

  it('centred does not depend on where in the cell a digit is written', () => {
    const moved = seven.map((stroke) => ({
      ...stroke,
      points: stroke.points.map((value, i) => (i % 4 === 0 ? value + 37.5 : i % 4 === 1 ? value - 12.25 : value)),
    }));
    expect(largestDifference(renderStrokes(seven, 'centred'), renderStrokes(moved, 'centred'))).toBeLessThan(1e-4);
  });

  it('mnist depends neither on place nor on size', () => {
    expect(
      largestDifference(renderStrokes(seven, 'mnist'), renderStrokes(smallSevenInTheCorner, 'mnist')),
    ).toBeLessThan(1e-4);
  });

  it('mnist fits the ink into 20 pixels and puts its mass where MNIST has it', () => {
    const image = renderStrokes(seven, 'mnist');
    const mass = centreOfMass(image);
    expect(mass.x).toBeCloseTo(14.5, 1);
    expect(mass.y).toBeCloseTo(14.5, 1);
    expect(extent(image).height).toBeGreaterThanOrEqual(19);
    expect(extent(image).height).toBeLessThanOrEqual(20);
  });

  it('stays within 0..1 for whatever is drawn', () => {
    const point = fc.tuple(
      fc.double({ min: -560, max: 840, noNaN: true }),
      fc.double({ min: -560, max: 840, noNaN: true }),
    );
    const strokes = fc.array(
      fc.tuple(fc.array(point, { minLength: 1, maxLength: 30 }), fc.double({ min: 4, max: 60, noNaN: true })),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(strokes, fc.constantFrom(...FRAMINGS), (drawn, framing) => {
        const image = renderStrokes(
          drawn.map(([pairs, width]) => ink(pairs, width)),
          framing,
        );
        return image.length === 784 && image.every((value) => value >= 0 && value <= 1);
      }),
    );
  });
});

describe('boundingBox', () => {
  it('is null without points', () => {
    expect(boundingBox([])).toBeNull();
    expect(boundingBox([{ width: 20, points: [] }])).toBeNull();
  });
});
