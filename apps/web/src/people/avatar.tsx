import { type Person, patternOf } from '@inkroom/shared';
import type { CSSProperties } from 'react';
import { personInk } from '../page/paint/ink-colour';
import { useEffectiveTheme } from '../ui/theme';
import styles from './avatar.module.css';

/** A person's initial on the colour of their ink, edged by their pattern. Decorative: the name stands beside it or in its container's label. */
export function Avatar({ person, size = 30 }: { person: Person; size?: number | string }) {
  const dark = useEffectiveTheme() === 'dark';
  return (
    <span
      className={styles.avatar}
      style={
        { width: size, height: size, '--ink': personInk(person.colour, { dark, highContrast: false }) } as CSSProperties
      }
      data-pattern={patternOf(person.colour)}
      data-initial={initial(person.name)}
      aria-hidden
    />
  );
}

/** The first grapheme of a name, so that neither an emoji nor a combined letter is cut in two. */
function initial(name: string): string {
  const first = new Intl.Segmenter().segment(name.trim())[Symbol.iterator]().next();
  return first.done ? '' : first.value.segment.toLocaleUpperCase();
}
