import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { contrast } from '../testing/contrast';

const css = readFileSync(fileURLToPath(new URL('./tokens.css', import.meta.url)), 'utf8');

/** The colours, as they are in the light (1) or in the dark (2). */
function colours(which: 1 | 2): Record<string, string> {
  const all = [...css.matchAll(/(--color-[\w-]+):\s*light-dark\((.+), (.+)\);/g)];
  return Object.fromEntries(all.map((match) => [match[1], match[1 + which]]));
}

describe('design tokens', () => {
  it('say of every colour what it is in the light and in the dark', () => {
    expect(css.match(/--color-[\w-]+:/g)).toHaveLength(Object.keys(colours(1)).length);
  });

  it.each([
    ['light', colours(1)],
    ['dark', colours(2)],
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
