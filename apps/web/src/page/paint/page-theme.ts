import { luminance, type PaperTone } from './ink-colour';

/** The page's colours as the canvases need them. */
export interface PageTheme {
  desk: string;
  paper: string;
  rule: string;
  ruleStrong: string;
  ink: string;
  accent: string;
  /** Text on a label in somebody's colour. */
  onLabel: string;
  font: string;
  tone: PaperTone;
}

/** Reads the design tokens that are in force at an element. */
export function readTheme(element: Element): PageTheme {
  const style = getComputedStyle(element);
  const token = (name: string, fallback: string) => style.getPropertyValue(name).trim() || fallback;
  const paper = token('--color-paper', '#ffffff');
  const dark = /^#[0-9a-f]{6}/i.test(paper) && luminance(paper) < 0.2;
  return {
    desk: token('--color-desk', '#eeeeee'),
    paper,
    rule: token('--color-rule', '#e3e6ea'),
    ruleStrong: token('--color-rule-strong', '#c3cbd6'),
    ink: token('--color-ink', dark ? '#ebe8e0' : '#1d2230'),
    accent: token('--color-accent', '#2648b8'),
    onLabel: dark ? '#10131a' : '#ffffff',
    font: style.fontFamily || 'sans-serif',
    tone: { dark, highContrast: matchMedia('(prefers-contrast: more)').matches },
  };
}
