import type { PersonPattern } from '@inkroom/shared';

/** Longest name on a label before it is cut, in letters. */
const NAME_MAX = 18;
const FONT_PX = 12;
const PADDING_X = 7;
const HEIGHT = 20;
const EDGE_INSET = 2;
const EDGE_WIDTH = 1.5;
/** Beyond this many bitmaps all are made anew: a class that comes and goes must not fill the memory. */
const KEPT_MAX = 300;

export interface LabelStyle {
  background: string;
  text: string;
  pattern: PersonPattern;
  font: string;
  pixelRatio: number;
}

/** Names on coloured pills, each drawn once: text takes a canvas longest to draw. */
export class NameLabels {
  readonly #bitmaps = new Map<string, HTMLCanvasElement>();

  bitmap(name: string, { background, text, pattern, font, pixelRatio }: LabelStyle): HTMLCanvasElement {
    const key = `${name}\n${background}\n${text}\n${pattern}\n${pixelRatio}`;
    let bitmap = this.#bitmaps.get(key);
    if (bitmap) return bitmap;
    if (this.#bitmaps.size >= KEPT_MAX) this.#bitmaps.clear();
    const letters = [...name];
    const shown = letters.length > NAME_MAX ? `${letters.slice(0, NAME_MAX - 1).join('')}…` : name;
    bitmap = document.createElement('canvas');
    const context = bitmap.getContext('2d')!;
    const fontOf = () => {
      context.font = `600 ${FONT_PX}px ${font}`;
    };
    fontOf();
    const width = Math.ceil(context.measureText(shown).width) + 2 * PADDING_X;
    bitmap.width = Math.ceil(width * pixelRatio);
    bitmap.height = Math.ceil(HEIGHT * pixelRatio);
    context.scale(pixelRatio, pixelRatio);
    context.fillStyle = background;
    context.beginPath();
    context.roundRect(0, 0, width, HEIGHT, HEIGHT / 2);
    context.fill();
    edge(context, pattern, text, width);
    fontOf();
    context.fillStyle = text;
    context.textBaseline = 'middle';
    context.fillText(shown, PADDING_X, HEIGHT / 2 + 0.5);
    this.#bitmaps.set(key, bitmap);
    return bitmap;
  }
}

/** The mark at the label's edge by which its person is told from others of their colour. */
function edge(context: CanvasRenderingContext2D, pattern: PersonPattern, colour: string, width: number): void {
  if (pattern === 'plain') return;
  context.save();
  if (pattern === 'half') {
    context.beginPath();
    context.rect(0, HEIGHT / 2, width, HEIGHT / 2);
    context.clip();
  }
  context.beginPath();
  context.roundRect(EDGE_INSET, EDGE_INSET, width - 2 * EDGE_INSET, HEIGHT - 2 * EDGE_INSET, HEIGHT / 2 - EDGE_INSET);
  context.strokeStyle = colour;
  context.lineWidth = EDGE_WIDTH;
  context.setLineDash(pattern === 'dashes' ? [3, 3] : []);
  context.stroke();
  context.restore();
}
