import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const css = readFileSync(fileURLToPath(new URL('./tokens.css', import.meta.url)), 'utf8');

/** Custom properties declared in the block that starts with `selector`. */
function declarations(selector: string): Record<string, string> {
  const start = css.indexOf('{', css.indexOf(selector));
  const block = css.slice(start + 1, css.indexOf('}', start));
  return Object.fromEntries([...block.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map((match) => [match[1], match[2]]));
}

const light = declarations(':root {');
const darkBySystem = declarations(':root:not([data-theme="light"])');
const darkByChoice = declarations(':root[data-theme="dark"]');

/** Relative luminance of a #rrggbb colour (WCAG 2.2). */
function luminance(colour: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

describe('design tokens', () => {
  it('are the same in the dark by system and the dark by choice', () => {
    expect(Object.keys(darkByChoice).length).toBeGreaterThan(20);
    expect(darkBySystem).toEqual(darkByChoice);
  });

  it('name only tokens in the dark that exist in the light', () => {
    expect(Object.keys(darkByChoice).filter((name) => !(name in light))).toEqual([]);
  });

  it.each([
    ['light', light],
    ['dark', { ...light, ...darkByChoice }],
  ] as const)('keep text readable (4.5 : 1) in the %s', (_theme, tokens) => {
    const token = (name: string) => tokens[`--color-${name}`]!;
    for (const ground of ['desk', 'paper', 'surface', 'surface-sunken', 'surface-raised', 'surface-hover']) {
      for (const text of ['ink', 'ink-muted', 'accent']) {
        expect(contrast(token(text), token(ground)), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    for (const ground of ['paper', 'surface', 'surface-raised']) {
      expect(contrast(token('ink-faint'), token(ground)), `ink-faint on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
    for (const state of ['accent', 'good', 'warn', 'bad']) {
      expect(contrast(token(state), token(`${state}-soft`)), state).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(token('on-accent'), token('accent'))).toBeGreaterThanOrEqual(4.5);
  });
});
