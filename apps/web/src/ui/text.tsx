import type { ElementType } from 'react';
import { classNames } from './class-names';
import type { PropsOf } from './layout';
import layout from './layout.module.css';
import styles from './text.module.css';

interface TextProps {
  tone?: 'muted' | 'faint' | 'accent' | 'good' | 'warn' | 'bad' | null;
  size?: 'xs' | 's' | 'm' | 'l';
  weight?: 'medium' | 'bold' | 'strong';
  /** The height of its lines: 1.3, 1.4 or 1.45; without it the page's, 1.5. */
  leading?: 'close' | 'snug' | 'easy';
  /** What is longer than a line: stays in one, is cut short, or breaks within a word. */
  overflow?: 'nowrap' | 'truncate' | 'anywhere';
  /** On lines of its own within a line of text. */
  block?: boolean;
  /** Takes the room that is left in a row. */
  grow?: boolean;
  className?: string;
}

/** Words in one of the few ways in which the app writes them. */
export function Text<T extends ElementType = 'p'>(props: PropsOf<T, TextProps>) {
  const { as, tone, size, weight, leading, overflow, block, grow, className, ...rest } = props;
  const Tag: ElementType = as ?? 'p';
  const looks = [tone, size, weight, leading, overflow].map((name) => name && styles[name]);
  return (
    <Tag
      {...rest}
      className={classNames(...looks, block && styles.block, grow && layout.grow, className) || undefined}
    />
  );
}
