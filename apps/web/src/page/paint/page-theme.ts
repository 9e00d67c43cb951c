import { effectiveTheme, token } from '../../ui/theme';
import type { PaperTone } from './ink-colour';

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
  const dark = effectiveTheme() === 'dark';
  return {
    desk: token(element, '--color-desk'),
    paper: token(element, '--color-paper'),
    rule: token(element, '--color-rule'),
    ruleStrong: token(element, '--color-rule-strong'),
    ink: token(element, '--color-ink'),
    accent: token(element, '--color-accent'),
    onLabel: dark ? '#10131a' : '#ffffff',
    font: getComputedStyle(element).fontFamily || 'sans-serif',
    tone: { dark, highContrast: matchMedia('(prefers-contrast: more)').matches },
  };
}
