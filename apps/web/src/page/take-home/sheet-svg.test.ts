import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { strokeOf } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { PAPER } from './paper';
import { onA4 } from './print-sheet';
import type { Sheet, SheetCell } from './sheet';
import { sheetSvg } from './sheet-svg';

const LINE = { width: 23, points: [40, 40, 0.5, 0, 200, 240, 0.5, 90] };
const cell = (index: number, more: Partial<SheetCell> = {}): SheetCell => ({
  cell: index,
  strokes: [{ stroke: strokeOf(`person-ann/stroke-${index}`, index, LINE), colour: '#1d4ed8' }],
  label: '4',
  prediction: '9 · 61%',
  agrees: false,
  ...more,
});
const sheet = (more: Partial<Sheet> = {}): Sheet => ({
  title: 'Class 3 <b> & "more"',
  subtitle: 'Page 1',
  columns: 8,
  rows: 5,
  cells: [cell(0), cell(39)],
  people: [],
  ...more,
});

describe('a sheet as SVG', () => {
  it('has the colours of the light theme', () => {
    const css = readFileSync(fileURLToPath(new URL('../../ui/tokens.css', import.meta.url)), 'utf8');
    const names = { ruleStrong: 'rule-strong', muted: 'ink-muted' } as Record<string, string>;
    for (const [name, colour] of Object.entries(PAPER))
      expect(css, name).toContain(`--color-${names[name] ?? name}: light-dark(${colour}, `);
  });

  it('is lines alone, and texts say what they say', () => {
    const svg = sheetSvg(sheet(), { isFramed: true });
    expect(svg).not.toMatch(/<image|<foreignObject|<script|style=/);
    expect(svg).toContain('Class 3 &lt;b&gt; &amp; &quot;more&quot;</text>');
    expect(svg.match(/<path d="M[^"]*Z" fill="#1d4ed8"\/>/g)).toHaveLength(2);
    expect(sheetSvg(sheet({ title: 'a\u0000b\ud800c' }), { isFramed: true })).toContain('>abc</text>');
  });

  it('has its notes under the ink, so that none covers any', () => {
    const svg = sheetSvg(sheet({ cells: [cell(0)] }), { isFramed: false });
    expect(svg.indexOf('61%')).toBeLessThan(svg.indexOf('fill="#1d4ed8"'));
    expect(svg.indexOf('61%')).toBeGreaterThan(0);
  });

  it('shows some of its rows, at the top', () => {
    const svg = sheetSvg(sheet(), { rows: [4, 5], isFramed: false });
    expect(svg.match(/fill="#1d4ed8"/g)).toHaveLength(1);
    expect(svg).toContain('translate(1960 0)');
  });
});

describe('a sheet on A4', () => {
  it.each([
    [8, 5, true, 1],
    [12, 5, true, 1],
    [8, 7, true, 1],
    [16, 14, true, 1],
    [8, 8, false, 1],
    [8, 11, false, 1],
    [8, 12, false, 2],
    [8, 40, false, 4],
    [16, 40, false, 2],
  ])('%s columns and %s rows: landscape %s, %s sheets', (columns, rows, isLandscape, count) => {
    const sheets = onA4({ columns, rows, people: [] });
    expect([sheets.isLandscape, sheets.rows.length]).toEqual([isLandscape, count]);
    const shown = sheets.rows.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i));
    expect(shown).toEqual(Array.from({ length: rows }, (_, i) => i));
  });

  it('leaves room for names', () => {
    const people = [{ name: 'あき', colour: '#1d4ed8' }];
    expect(onA4({ columns: 8, rows: 11, people }).rows).toEqual([[0, 11]]);
    const many = Array.from({ length: 60 }, () => people[0]!);
    expect(onA4({ columns: 8, rows: 11, people: many }).rows).toHaveLength(2);
  });
});
