/**
 * Letters as strokes. Hershey's fonts (US National Bureau of Standards, 1967; public domain) and the EMS fonts (SIL OFL), both
 * in the package hersheytext, are drawn with single lines; fonts made of somebody's handwriting (SIL OFL) are outlines, through which
 * a pen is led as through a scan.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { IMAGE_SIZE } from '@inkroom/shared';
import opentype, { type Font, type PathCommand } from 'opentype.js';
import { traceScan } from './trace-scan.ts';

type Point = [x: number, y: number];

/** One character of one font. */
export interface Glyph {
  font: string;
  char: string;
  /** Points of each stroke; y points down, in the font's own units. */
  strokes: Point[][];
}

const require = createRequire(import.meta.url);
const HERSHEY = dirname(require.resolve('hersheytext/package.json'));
/** Side of the box that MNIST's digits were fitted into, in pixels: the lines of an outline become as wide as those of a scan. */
const BOX = 20;
/** Lines of an outline's sampling in one pixel's height. */
const FINENESS = 4;
/** Straight pieces of a curve. */
const CURVE_STEPS = 6;
/** Straight pieces between two points of a polyline that is smoothed. */
const SMOOTH_STEPS = 4;

/** A font of Hershey's by its name in the package: the first is `!`, in the order of ASCII; of `japanese` kana and kanji. */
export function hersheyGlyphs(font: string): Glyph[] {
  const fonts = JSON.parse(readFileSync(join(HERSHEY, 'hersheytext.json'), 'utf8')) as Record<
    string,
    { chars: { d: string }[] }
  >;
  return fonts[font]!.chars.map(({ d }, i) => ({
    font: `hershey ${font}`,
    char: font === 'japanese' ? `${i}` : String.fromCharCode(33 + i),
    strokes: polylines(d).map(smoothed),
  })).filter(({ strokes }) => strokes.length > 0);
}

/** A font of one line by its file in the package. */
export function emsGlyphs(font: string): Glyph[] {
  const svg = readFileSync(join(HERSHEY, 'svg_fonts', `${font}.svg`), 'utf8');
  return [...svg.matchAll(/<glyph unicode="([^"]+)"[^>]* d="([^"]+)"/g)].map(([, code, d]) => ({
    font,
    char: characterOf(code!),
    strokes: polylines(d!).map((line) => line.map(([x, y]): Point => [x, -y])),
  }));
}

/**
 * Characters of a font of somebody's handwriting, without those through which no pen can be led.
 * @param file of a package of the Fontsource project
 */
export function handwritingGlyphs(file: string, characters: string): Glyph[] {
  const bytes = readFileSync(require.resolve(file));
  const font = opentype.parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  return [...characters].flatMap((char) => {
    const scan = scanOf(font, char);
    const strokes = scan && traceScan(scan);
    return strokes ? [{ font: file.split('/')[1]!, char, strokes }] : [];
  });
}

function characterOf(code: string): string {
  const number = code.match(/^&#x([0-9a-f]+);$/i)?.[1];
  if (number) return String.fromCodePoint(Number.parseInt(number, 16));
  return { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'" }[code] ?? code;
}

/** Of a path that knows `M` and `L` only. */
function polylines(path: string): Point[][] {
  return path
    .split('M')
    .slice(1)
    .map((part) => {
      const values = part.match(/-?[\d.]+/g)!.map(Number);
      return Array.from({ length: values.length / 2 }, (_, i): Point => [values[2 * i]!, values[2 * i + 1]!]);
    });
}

/** Hershey's lines are few straight pieces; no hand draws corners where they meet at a blunt angle. */
function smoothed(line: readonly Point[]): Point[] {
  const at = (i: number) => line[Math.min(line.length - 1, Math.max(0, i))]!;
  const isCorner = (i: number) => {
    if (i <= 0 || i >= line.length - 1) return true;
    const [before, here, after] = [at(i - 1), at(i), at(i + 1)];
    const [ax, ay, bx, by] = [here[0] - before[0], here[1] - before[1], after[0] - here[0], after[1] - here[1]];
    return ax * bx + ay * by < 0.5 * Math.hypot(ax, ay) * Math.hypot(bx, by);
  };
  const points: Point[] = line.length > 0 ? [at(0)] : [];
  for (let i = 0; i + 1 < line.length; i++) {
    const before = isCorner(i) ? at(i) : at(i - 1);
    const after = isCorner(i + 1) ? at(i + 1) : at(i + 2);
    for (let step = 1; step <= SMOOTH_STEPS; step++) {
      const t = step / SMOOTH_STEPS;
      const axis = (k: 0 | 1) => catmullRom(before[k], at(i)[k], at(i + 1)[k], after[k], t);
      points.push([axis(0), axis(1)]);
    }
  }
  return points;
}

function catmullRom(a: number, b: number, c: number, d: number, t: number): number {
  return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t);
}

/** A character as MNIST would hold it: fitted into the box, in the middle; null for one that the font lacks or that is empty. */
function scanOf(font: Font, char: string): Uint8Array | null {
  const glyph = font.charToGlyph(char);
  if (glyph.index === 0) return null;
  const path = glyph.getPath(0, 0, 1000);
  const box = path.getBoundingBox();
  const side = Math.max(box.x2 - box.x1, box.y2 - box.y1);
  if (!(side > 0)) return null;
  const scale = BOX / side;
  const place = ([x, y]: Point): Point => [
    IMAGE_SIZE / 2 + (x - (box.x1 + box.x2) / 2) * scale,
    IMAGE_SIZE / 2 + (y - (box.y1 + box.y2) / 2) * scale,
  ];
  return filled(contours(path.commands).map((line) => line.map(place)));
}

function contours(commands: readonly PathCommand[]): Point[][] {
  const lines: Point[][] = [];
  const curve = (control: readonly Point[]) => {
    for (let step = 1; step <= CURVE_STEPS; step++) lines.at(-1)!.push(bezier(control, step / CURVE_STEPS));
  };
  for (const command of commands) {
    const from = lines.at(-1)?.at(-1) ?? [0, 0];
    if (command.type === 'M') lines.push([[command.x, command.y]]);
    else if (command.type === 'L') lines.at(-1)!.push([command.x, command.y]);
    else if (command.type === 'Q') curve([from, [command.x1, command.y1], [command.x, command.y]]);
    else if (command.type === 'C')
      curve([from, [command.x1, command.y1], [command.x2, command.y2], [command.x, command.y]]);
  }
  return lines;
}

/** de Casteljau's way. */
function bezier(control: readonly Point[], t: number): Point {
  if (control.length === 1) return control[0]!;
  const between = control.slice(1).map(([x, y], i): Point => {
    const [fromX, fromY] = control[i]!;
    return [fromX + t * (x - fromX), fromY + t * (y - fromY)];
  });
  return bezier(between, t);
}

/** What lies within closed lines (by their winding), as 784 values 0..255. */
function filled(lines: readonly Point[][]): Uint8Array {
  const crossings = Array.from({ length: IMAGE_SIZE * FINENESS }, (): { x: number; turn: number }[] => []);
  for (const line of lines) {
    for (const [i, [fromX, fromY]] of line.entries()) {
      const [toX, toY] = line[(i + 1) % line.length]!;
      const [top, bottom] = [Math.min(fromY, toY), Math.max(fromY, toY)];
      const turn = toY > fromY ? 1 : -1;
      for (let row = Math.ceil(top * FINENESS - 0.5); (row + 0.5) / FINENESS < bottom; row++) {
        const along = ((row + 0.5) / FINENESS - fromY) / (toY - fromY);
        crossings[row]?.push({ x: fromX + along * (toX - fromX), turn });
      }
    }
  }
  const covered = new Float32Array(IMAGE_SIZE * IMAGE_SIZE);
  for (const [row, found] of crossings.entries()) {
    found.sort((a, b) => a.x - b.x);
    let winding = 0;
    for (const [i, { x, turn }] of found.entries()) {
      winding += turn;
      const next = found[i + 1];
      if (winding === 0 || !next) continue;
      for (let column = Math.max(0, Math.floor(x)); column <= Math.min(IMAGE_SIZE - 1, next.x); column++) {
        const share = Math.min(next.x, column + 1) - Math.max(x, column);
        covered[Math.floor(row / FINENESS) * IMAGE_SIZE + column]! += share / FINENESS;
      }
    }
  }
  return Uint8Array.from(covered, (value) => Math.round(255 * Math.min(1, value)));
}
