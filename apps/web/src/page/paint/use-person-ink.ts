import type { Person } from '@inkroom/shared';
import { useEffectiveTheme } from '../../ui/theme';
import { personInk } from './ink-colour';

/** The colour of somebody's ink on the paper that is on the screen now; of a person who is not known, the colour of text. */
export function usePersonInk(): (person: Pick<Person, 'colour'> | null | undefined) => string {
  const dark = useEffectiveTheme() === 'dark';
  return (person) => (person ? personInk(person.colour, { dark, highContrast: false }) : 'var(--color-ink-muted)');
}
