/**
 * Ink and label colours: told apart by people with colour-vision deficiencies as far as twelve can be, and readable on
 * light and dark paper (the page adjusts their lightness in dark mode).
 */
export const PERSON_COLOURS = [
  '#1d4ed8',
  '#c2410c',
  '#047857',
  '#a21caf',
  '#b91c1c',
  '#0e7490',
  '#6d28d9',
  '#4d7c0f',
  '#be185d',
  '#92400e',
  '#334155',
  '#0f766e',
] as const;
