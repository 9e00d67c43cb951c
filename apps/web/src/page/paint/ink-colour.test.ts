import { PERSON_COLOURS } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { contrast } from '../../testing/contrast';
import { personInk } from './ink-colour';

describe('person ink', () => {
  const papers = [
    { dark: false, paper: '#fdfbf5' },
    { dark: true, paper: '#191c23' },
  ];

  it.each(papers)('stands out from the paper by 4.5:1 (dark: $dark)', ({ dark, paper }) => {
    for (let colour = 0; colour < PERSON_COLOURS.length; colour++) {
      expect(contrast(personInk(colour, { dark, highContrast: false }), paper), `colour ${colour}`).toBeGreaterThan(
        4.5,
      );
    }
  });

  it.each(papers)('stands out by 7:1 where more contrast is asked for (dark: $dark)', ({ dark, paper }) => {
    for (let colour = 0; colour < PERSON_COLOURS.length; colour++) {
      expect(contrast(personInk(colour, { dark, highContrast: true }), paper), `colour ${colour}`).toBeGreaterThan(7);
    }
  });

  it('keeps twelve people apart on dark paper too', () => {
    const inks = PERSON_COLOURS.map((_, colour) => personInk(colour, { dark: true, highContrast: false }));
    expect(new Set(inks).size).toBe(PERSON_COLOURS.length);
  });

  it('wraps around for colours that it does not know', () => {
    expect(personInk(PERSON_COLOURS.length, { dark: false, highContrast: false })).toBe(PERSON_COLOURS[0]);
  });
});
