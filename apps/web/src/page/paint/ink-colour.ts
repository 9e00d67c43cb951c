import { PERSON_COLOURS } from '@inkroom/shared';
import { clamp } from '../../ui/clamp';

export interface PaperTone {
  dark: boolean;
  /** The system asks for more contrast. */
  highContrast: boolean;
}

/** Lightness (OKLab, 0..1) that ink keeps to on each kind of paper so that it stands out by at least 4.5:1. */
const DARK_PAPER_MIN = 0.74;
const DARK_PAPER_MIN_CONTRAST = 0.84;
const LIGHT_PAPER_MAX_CONTRAST = 0.4;
/** Light colours of full chroma glow on dark paper. */
const DARK_PAPER_CHROMA = 0.85;

const cache = new Map<string, string>();

/**
 * The ink of a person on the paper at hand: the colour itself on light paper, its lighter sibling on dark paper.
 * @param colour index into PERSON_COLOURS; other numbers wrap around
 */
export function personInk(colour: number, tone: PaperTone): string {
  const base = PERSON_COLOURS[Math.abs(Math.trunc(colour)) % PERSON_COLOURS.length]!;
  const key = `${base}${tone.dark}${tone.highContrast}`;
  let ink = cache.get(key);
  if (!ink) {
    ink = adjust(base, tone);
    cache.set(key, ink);
  }
  return ink;
}

function adjust(hex: string, { dark, highContrast }: PaperTone): string {
  const { l, a, b } = toOklab(hex);
  if (dark) {
    const lightness = Math.max(l, highContrast ? DARK_PAPER_MIN_CONTRAST : DARK_PAPER_MIN);
    return fromOklab(lightness, a * DARK_PAPER_CHROMA, b * DARK_PAPER_CHROMA);
  }
  return highContrast && l > LIGHT_PAPER_MAX_CONTRAST ? fromOklab(LIGHT_PAPER_MAX_CONTRAST, a, b) : hex;
}

function channels(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1, 7), 16);
  const linear = (byte: number) => {
    const c = byte / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return [linear(value >> 16), linear((value >> 8) & 255), linear(value & 255)];
}

/** OKLab, https://bottosson.github.io/posts/oklab/ */
function toOklab(hex: string): { l: number; a: number; b: number } {
  const [r, g, b] = channels(hex);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return {
    l: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    a: 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    b: 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  };
}

function fromOklab(lightness: number, a: number, b: number): string {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const byte = (linear: number) => {
    const c = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
    return Math.round(255 * clamp(c, 0, 1))
      .toString(16)
      .padStart(2, '0');
  };
  return `#${byte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s)}${byte(
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
  )}${byte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)}`;
}
