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

/** A second mark beside the colour, for a class of more than twelve: how a face and a name's label are edged. */
export const PERSON_PATTERNS = ['plain', 'ring', 'dashes', 'half'] as const;
export type PersonPattern = (typeof PERSON_PATTERNS)[number];

/** How many people can be told apart by colour and pattern. The patterns come after all colours were given. */
export const PERSON_MARKS = PERSON_COLOURS.length * PERSON_PATTERNS.length;

/** @param mark see `Person.colour` */
export function patternOf(mark: number): PersonPattern {
  return PERSON_PATTERNS[Math.floor(mark / PERSON_COLOURS.length) % PERSON_PATTERNS.length]!;
}

/** A name as it is held against others: two that are read alike are one. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}
