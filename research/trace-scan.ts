/**
 * Scanned digits as strokes: a scan is thinned to lines one step wide, and a pen is led along them. The idea is E. D. de Jong's
 * (The MNIST digits stroke sequence data set, 2016). What a scan does not keep, order, direction and speed, is made up.
 */
import { IMAGE_SIZE, rasterise } from '@inkroom/shared';

type Point = [x: number, y: number];
/** Which points of the grid follow each point of a line, for each of them. */
type Links = Map<number, number[]>;

/** Steps of the grid to a pixel of the scan: fine enough for whole steps not to make lines crooked. */
const FINENESS = 4;
const SIDE = IMAGE_SIZE * FINENESS;
/** Brightnesses 0..255 from which on there is ink: the edge of a pen's line and, where that fails, what a bold pen left open. */
const INK_FROM = [150, 225, 90] as const;
/** How alike scan and trace must be, see {@link likeness}: below, rounds are filled in or lines torn. */
const FAITHFUL = 0.75;
/** Steps. A shorter spur is a bump of the ink's edge, and nothing written. */
const SPUR = 3;
/** Steps that thinning leaves between a line's end and the ink's, where they end alike: half a pen. */
const HALF_PEN = 4;
/** Steps after which a line's direction is taken: past the knot in which lines meet. */
const LOOK_AHEAD = 8;
/** Steps: standard deviation of the Gaussian that takes the grid out of a line. */
const SMOOTHING = 3;
/** Steps between two of the pen's points: of a pen that reports a hundred of them a second. */
const POINT_DISTANCE = 3;

/** The eight points around one, clockwise from the one above. */
const AROUND = [-SIDE, -SIDE + 1, 1, SIDE + 1, SIDE, SIDE - 1, -1, -SIDE - 1] as const;
const [NORTH, , EAST, , SOUTH, , WEST] = AROUND;

/**
 * Leads a pen along the lines of a scanned digit.
 * @param scan 784 values 0..255, ink bright
 * @returns strokes as points in pixels of the scan; null where its lines cannot be told apart
 */
export function traceScan(scan: Uint8Array): Point[][] | null {
  for (const inkFrom of INK_FROM) {
    const ink = inkOf(scan, inkFrom);
    const links = linksOf(thinned(ink));
    cutSpurs(links);
    const strokes = walksOf(links).map((walk) => spaced(smoothed(lengthened(walk, links, ink))));
    if (likeness(scan, strokes) >= FAITHFUL) return strokes;
  }
  return null;
}

/**
 * How much of a scan and of its trace, drawn with a pen that leaves as much ink, lies in both: 0..1 (the Jaccard index of
 * fuzzy sets).
 */
function likeness(scan: Uint8Array, strokes: readonly Point[][]): number {
  const ink = scan.reduce((sum, value) => sum + value, 0) / 255;
  const length = strokes.reduce((sum, line) => sum + lengthOf(line), 0);
  // A line of length l and width w with round ends covers about w (l + w) pixels.
  const width = (Math.sqrt(length ** 2 + 4 * ink) - length) / 2;
  const drawn = rasterise(strokes.map((line) => ({ points: Float32Array.from(line.flat()), width })));
  let [both, either] = [0, 0];
  for (const [i, value] of drawn.entries()) {
    both += Math.min(value, scan[i]! / 255);
    either += Math.max(value, scan[i]! / 255);
  }
  return either > 0 ? both / either : 0;
}

/** Marks the points of the grid that lie in ink, read bilinearly. */
function inkOf(scan: Uint8Array, inkFrom: number): Uint8Array {
  const ink = new Uint8Array(SIDE * SIDE);
  const at = (x: number, y: number) =>
    x < 0 || y < 0 || x >= IMAGE_SIZE || y >= IMAGE_SIZE ? 0 : scan[y * IMAGE_SIZE + x]!;
  // The grid's points between the same four pixels together: most of them lie in the empty paper.
  for (let top = -1; top < IMAGE_SIZE; top++) {
    for (let left = -1; left < IMAGE_SIZE; left++) {
      const [a, b] = [at(left, top), at(left + 1, top)];
      const [c, d] = [at(left, top + 1), at(left + 1, top + 1)];
      if (Math.max(a, b, c, d) < inkFrom) continue;
      for (let row = firstBeyond(top); row < firstBeyond(top + 1); row++) {
        const down = (row + 0.5) / FINENESS - 0.5 - top;
        for (let column = firstBeyond(left); column < firstBeyond(left + 1); column++) {
          const right = (column + 0.5) / FINENESS - 0.5 - left;
          const above = (1 - right) * a + right * b;
          const below = (1 - right) * c + right * d;
          if ((1 - down) * above + down * below >= inkFrom) ink[row * SIDE + column] = 1;
        }
      }
    }
  }
  return ink;
}

/**
 * The first step at or beyond the middle of a pixel. The outermost steps are left out, so that every point of a line has eight
 * around it.
 */
function firstBeyond(pixel: number): number {
  return Math.min(SIDE - 1, Math.max(1, Math.ceil((pixel + 0.5) * FINENESS - 0.5)));
}

function pointsOf(marked: Uint8Array): number[] {
  const points: number[] = [];
  for (let point = 0; point < marked.length; point++) if (marked[point] === 1) points.push(point);
  return points;
}

/** Takes the rim off, from the south-east and the north-west in turn, until lines are left (Zhang and Suen 1984). */
function thinned(ink: Uint8Array): Uint8Array {
  const left = ink.slice();
  let points = pointsOf(left);
  for (let before = Number.POSITIVE_INFINITY; points.length < before; ) {
    before = points.length;
    for (const [a, b, c, d] of [
      [EAST, SOUTH, NORTH, WEST],
      [NORTH, WEST, EAST, SOUTH],
    ] as const) {
      const rim = points.filter((point) => {
        const covered = left[point + a]! & left[point + b]! & (left[point + c]! | left[point + d]!);
        return covered === 0 && isRim(left, point);
      });
      for (const point of rim) left[point] = 0;
      points = points.filter((point) => left[point] === 1);
    }
  }
  return left;
}

/** Whether a point can go without tearing a line, opening a hole or shortening an end. */
function isRim(ink: Uint8Array, point: number): boolean {
  let neighbours = 0;
  let edges = 0;
  for (let i = 0; i < AROUND.length; i++) {
    const here = ink[point + AROUND[i]!]!;
    neighbours += here;
    if (here < ink[point + AROUND[(i + 1) % AROUND.length]!]!) edges++;
  }
  return neighbours >= 2 && neighbours <= 6 && edges === 1;
}

/** Links each point to those around it, across a corner only where there is no way around it: no triangles. */
function linksOf(lines: Uint8Array): Links {
  const links: Links = new Map();
  for (const point of pointsOf(lines)) {
    const near = AROUND.filter((step, i) => {
      if (lines[point + step] === 0) return false;
      const isCorner = i % 2 === 1;
      return !(isCorner && (lines[point + AROUND[i - 1]!] || lines[point + AROUND[(i + 1) % AROUND.length]!]));
    });
    links.set(
      point,
      near.map((step) => point + step),
    );
  }
  return links;
}

/** Cuts off what ends soon after it has left a line. */
function cutSpurs(links: Links): void {
  for (const end of [...links.keys()].filter((point) => links.get(point)!.length === 1)) {
    const spur = follow(links, end, links.get(end)![0]!, SPUR);
    const fork = spur.at(-1)!;
    if (links.get(fork)!.length < 3) continue;
    for (const point of spur.slice(0, -1)) links.delete(point);
    links.set(
      fork,
      links.get(fork)!.filter((point) => point !== spur.at(-2)),
    );
  }
}

/** The points from one by way of its neighbour, up to an end, a fork, or so many steps. */
function follow(links: Links, from: number, via: number, steps: number): number[] {
  const way = [from, via];
  while (way.length <= steps) {
    const near = links.get(way.at(-1)!)!;
    const next = near.length === 2 ? near.find((point) => point !== way.at(-2)) : undefined;
    if (next === undefined || next === from) break;
    way.push(next);
  }
  return way;
}

/**
 * Ways that together go along every link once: each from an end, if there is one, and straight on where lines cross. Those
 * whose beginning is highest come first.
 */
function walksOf(links: Links): number[][] {
  const open = new Map([...links].map(([point, near]) => [point, new Set(near)]));
  const walks: number[][] = [...links].filter(([, near]) => near.length === 0).map(([point]) => [point]);
  const beginning = () => {
    const begun = [...open].filter(([, near]) => near.size > 0);
    return (begun.find(([, near]) => near.size % 2 === 1) ?? begun[0])?.[0];
  };
  for (let at = beginning(); at !== undefined; at = beginning()) {
    const walk = [at];
    for (;;) {
      const here = walk.at(-1)!;
      const next = straightest(links, walk, [...open.get(here)!]);
      if (next === undefined) break;
      open.get(here)!.delete(next);
      open.get(next)!.delete(here);
      walk.push(next);
    }
    walks.push(walk);
  }
  return walks;
}

/** Of the ways that lead on, the one that bends least. */
function straightest(links: Links, walk: readonly number[], ways: readonly number[]): number | undefined {
  if (ways.length < 2) return ways[0];
  const here = walk.at(-1)!;
  const [hereX, hereY] = placeOf(here);
  const [beforeX, beforeY] = placeOf(walk[Math.max(0, walk.length - 1 - LOOK_AHEAD)]!);
  const straightness = (way: number) => {
    const [x, y] = placeOf(follow(links, here, way, LOOK_AHEAD).at(-1)!);
    const [dx, dy] = [x - hereX, y - hereY];
    return (dx * (hereX - beforeX) + dy * (hereY - beforeY)) / Math.hypot(dx, dy);
  };
  return ways.reduce((best, way) => (straightness(way) > straightness(best) ? way : best));
}

/** Leads a line's loose ends on to where the pen stood: the bolder it was, the more of them thinning took. */
function lengthened(walk: readonly number[], links: Links, ink: Uint8Array): Point[] {
  const line = walk.map(placeOf);
  const isLoose = (point: number) => links.get(point)!.length === 1;
  const before = isLoose(walk[0]!) ? overhang(line.slice(0, LOOK_AHEAD).reverse(), ink).reverse() : [];
  const after = isLoose(walk.at(-1)!) ? overhang(line.slice(-LOOK_AHEAD), ink) : [];
  return [...before, ...line, ...after];
}

/** The points straight on from a line's last one that leave room for half a pen within the ink. */
function overhang(line: readonly Point[], ink: Uint8Array): Point[] {
  const [[fromX, fromY], [x, y]] = [line[0]!, line.at(-1)!];
  const length = FINENESS * Math.hypot(x - fromX, y - fromY);
  const onwards = (steps: number): Point => [x + ((x - fromX) * steps) / length, y + ((y - fromY) * steps) / length];
  const points: Point[] = [];
  for (let steps = 1; length > 0 && ink[pointAt(onwards(steps + HALF_PEN))] === 1; steps++) points.push(onwards(steps));
  return points;
}

function pointAt([x, y]: Point): number {
  return Math.floor(y * FINENESS) * SIDE + Math.floor(x * FINENESS);
}

function placeOf(point: number): Point {
  return [((point % SIDE) + 0.5) / FINENESS, (Math.floor(point / SIDE) + 0.5) / FINENESS];
}

/** Each point as the mean of those about it; ends stay where they are, and rounds stay closed. */
function smoothed(line: readonly Point[]): Point[] {
  return line.map((_, i) => {
    // As many on either side, or else ends would be drawn in.
    const reach = Math.min(2 * SMOOTHING, i, line.length - 1 - i);
    let [x, y, sum] = [0, 0, 0];
    for (let k = -reach; k <= reach; k++) {
      const weight = Math.exp(-0.5 * (k / SMOOTHING) ** 2);
      x += weight * line[i + k]![0];
      y += weight * line[i + k]![1];
      sum += weight;
    }
    return [x / sum, y / sum];
  });
}

function lengthOf(line: readonly Point[]): number {
  let length = 0;
  for (let i = 1; i < line.length; i++)
    length += Math.hypot(line[i]![0] - line[i - 1]![0], line[i]![1] - line[i - 1]![1]);
  return length;
}

/** A line's points at a steady pen's distances, the first and the last among them. */
function spaced(line: readonly Point[]): Point[] {
  const points = [line[0]!];
  let gone = 0;
  for (let i = 1; i < line.length; i++) {
    const [x, y] = line[i]!;
    gone += FINENESS * Math.hypot(x - line[i - 1]![0], y - line[i - 1]![1]);
    if (gone < POINT_DISTANCE && i < line.length - 1) continue;
    points.push([x, y]);
    gone = 0;
  }
  return points;
}
