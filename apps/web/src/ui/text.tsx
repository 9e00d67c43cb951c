import type { ComponentProps, ElementType } from 'react';
import { classNames } from './class-names';
import type { PropsOf } from './layout';
import layout from './layout.module.css';
import styles from './text.module.css';

type Tone = 'muted' | 'faint' | 'accent' | 'good' | 'warn' | 'bad';
type Word =
  | Tone
  | ('xs' | 's' | 'm' | 'l')
  | ('medium' | 'bold' | 'strong')
  // The height of lines: 1.3, 1.4 or 1.45; else the page's, 1.5.
  | ('close' | 'snug' | 'easy')
  // What is longer than a line stays in one, is cut short, or breaks within a word.
  | ('nowrap' | 'truncate' | 'anywhere')
  // On lines of its own within a text; taking the room that is left in a row.
  | ('block' | 'grow');
type Three = Word | `${Word} ${Word}` | `${Word} ${Word} ${Word}`;

interface TextProps {
  /** Colour, size, weight and the like, such as `muted s`. */
  look?: Three | `${Three} ${'block' | 'grow'}`;
  /** A colour that depends on something. */
  tone?: Tone | null | false;
  className?: string;
}

/** Words in one of the few ways in which the app writes them: a paragraph, or what `as` says. */
export function Text<T extends ElementType = 'p'>({ as, look, tone, className, ...rest }: PropsOf<T, TextProps>) {
  const Tag: ElementType = as ?? 'p';
  const words = look?.split(' ').map((word) => styles[word] ?? layout[word]) ?? [];
  return <Tag {...rest} className={classNames(...words, tone && styles[tone], className) || undefined} />;
}

/** Some words within a line. */
export function Span(props: Omit<ComponentProps<typeof Text<'span'>>, 'as'>) {
  return <Text as="span" {...props} />;
}
