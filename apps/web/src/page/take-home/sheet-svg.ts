import { CELL_SIZE, cellOrigin } from '@inkroom/shared';
import { inkOutline, type PathSink, traceOutline } from '../paint/ink-outline';
import { PAPER } from './paper';
import type { Sheet, SheetCell } from './sheet';

/** The width of eight columns, for which the sizes of texts below are meant; a wider sheet has larger ones. */
const COMMON_WIDTH = 8 * CELL_SIZE;
const TITLE_SIZE = 54;
const SMALL_SIZE = 34;
const HEAD_HEIGHT = 112;
const NAMES_HEIGHT = 56;
/** Texts in a cell grow with the sheet a little, for they share the cell with ink. */
const NOTE_SIZE = 26;
const NOTE_GROWTH_MAX = 1.4;
/** Fine squares along a cell's side. */
const SQUARES = 10;
const FONT = 'system-ui, -apple-system, Segoe UI, Roboto, Hiragino Sans, Noto Sans JP, Yu Gothic UI, sans-serif';

export interface SvgOptions {
  /** The rows that are shown, from the first to before the last; all when left out. */
  rows?: readonly [from: number, to: number];
  /** Space around it, and its ground; none for print, where the paper is both. */
  isFramed: boolean;
}

/** How large a sheet of so many rows is, in cell units, without a frame. */
export function sheetSize(
  { columns, people }: Pick<Sheet, 'columns' | 'people'>,
  rows: number,
): { width: number; height: number } {
  const width = columns * CELL_SIZE;
  const scale = textScale(columns);
  const names = nameLines(people, width, scale).length * NAMES_HEIGHT * scale;
  return { width, height: HEAD_HEIGHT * scale + rows * CELL_SIZE + names };
}

/** A sheet as an SVG image: the ink is the outlines that the page paints, nothing of it is pixels. Notes lie under the ink. */
export function sheetSvg(sheet: Sheet, { rows: [from, to] = [0, sheet.rows], isFramed }: SvgOptions): string {
  const { columns, people, title, subtitle } = sheet;
  const { width, height } = sheetSize(sheet, to - from);
  const scale = textScale(columns);
  const margin = isFramed ? CELL_SIZE / 7 : 2;
  const head = HEAD_HEIGHT * scale;
  const cells = sheet.cells.filter(({ cell }) => cell >= from * columns && cell < to * columns);
  const box = [-margin, -margin, width + 2 * margin, height + 2 * margin].map(round);
  const baseline = TITLE_SIZE * scale;
  const lines = nameLines(people, width, scale);
  const parts = [
    isFramed ? `<rect x="${box[0]}" y="${box[1]}" width="${box[2]}" height="${box[3]}" fill="${PAPER.paper}"/>` : '',
    text(title, 0, baseline, `font-size="${round(TITLE_SIZE * scale)}" font-weight="650" fill="${PAPER.ink}"`),
    text(subtitle, width, baseline, `font-size="${round(SMALL_SIZE * scale)}" text-anchor="end" fill="${PAPER.muted}"`),
    `<g transform="translate(0 ${round(head)})">`,
    rules(columns, to - from),
    ...cells.map((cell) => cellSvg(cell, columns, from)),
    '</g>',
    ...lines.flatMap((line, nth) =>
      line.map(({ name, colour, x }) => {
        const y = height - (NAMES_HEIGHT * (lines.length - nth) - 48) * scale;
        const dot = `<circle cx="${round(x + 14 * scale)}" cy="${round(y - 12 * scale)}" r="${round(12 * scale)}" fill="${colour}"/>`;
        return dot + text(name, x + 38 * scale, y, `font-size="${round(SMALL_SIZE * scale)}" fill="${PAPER.ink}"`);
      }),
    ),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box.join(' ')}" width="${box[2]}" height="${box[3]}" font-family="${FONT}">${parts.join('')}</svg>`;
}

function textScale(columns: number): number {
  return (columns * CELL_SIZE) / COMMON_WIDTH;
}

/** The fine squares, and over them what parts the cells. */
function rules(columns: number, rows: number): string {
  const [width, height] = [columns * CELL_SIZE, rows * CELL_SIZE];
  const lines = (step: number) =>
    [
      ...Array.from({ length: Math.round(width / step) + 1 }, (_, i) => `M${round(i * step)} 0V${height}`),
      ...Array.from({ length: Math.round(height / step) + 1 }, (_, i) => `M0 ${round(i * step)}H${width}`),
    ].join('');
  return (
    `<path d="${lines(CELL_SIZE / SQUARES)}" stroke="${PAPER.rule}" stroke-width="1.5" fill="none"/>` +
    `<path d="${lines(CELL_SIZE)}" stroke="${PAPER.ruleStrong}" stroke-width="3" fill="none"/>`
  );
}

function cellSvg({ cell, strokes, label, prediction, agrees }: SheetCell, columns: number, fromRow: number): string {
  const { x, y } = cellOrigin(cell - fromRow * columns, { columns });
  const note = `font-size="${round(NOTE_SIZE * Math.min(NOTE_GROWTH_MAX, textScale(columns)))}" font-weight="600"`;
  const said = agrees || prediction === null ? PAPER.good : PAPER.warn;
  return [
    `<g transform="translate(${x} ${y})">`,
    label === null ? '' : text(label, 10, CELL_SIZE - 10, `${note} fill="${said}"`),
    prediction === null
      ? ''
      : text(prediction, CELL_SIZE - 10, CELL_SIZE - 10, `${note} text-anchor="end" fill="${PAPER.muted}"`),
    ...strokes.map(({ stroke, colour }) => `<path d="${outlineOf(stroke)}" fill="${colour}"/>`),
    '</g>',
  ].join('');
}

function outlineOf(stroke: Parameters<typeof inkOutline>[0]): string {
  const path: string[] = [];
  const sink: PathSink = {
    moveTo: (x, y) => void path.push(`M${round(x)} ${round(y)}`),
    quadraticCurveTo: (cx, cy, x, y) => void path.push(`Q${round(cx)} ${round(cy)} ${round(x)} ${round(y)}`),
    closePath: () => void path.push('Z'),
  };
  traceOutline(inkOutline(stroke, true), sink);
  return path.join('');
}

/** Names beside their colours, as many in a line as there is room for. */
function nameLines(people: Sheet['people'], width: number, scale: number) {
  const lines: { name: string; colour: string; x: number }[][] = [];
  let x = width;
  for (const { name, colour } of people) {
    const wide = (38 + 36 + textWidth(name) * SMALL_SIZE) * scale;
    if (x + wide > width || lines.length === 0) {
      lines.push([]);
      x = 0;
    }
    lines.at(-1)!.push({ name, colour, x });
    x += wide;
  }
  return lines;
}

/** About how wide a text is, in its own size: Chinese and Japanese letters are as wide as they are high. */
function textWidth(text: string): number {
  return [...text].reduce((sum, letter) => sum + (letter > '\u2e7f' ? 1 : 0.62), 0);
}

function text(content: string, x: number, y: number, look: string): string {
  return `<text x="${round(x)}" y="${round(y)}" ${look}>${escaped(content)}</text>`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML takes neither control characters nor halves of letters. */
function escaped(content: string): string {
  return (
    content
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
      .replace(/[\u0000-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '')
      .replace(/[&<>"]/g, (letter) => ENTITIES[letter]!)
  );
}

/** A tenth of a cell unit is finer than any printer. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}
