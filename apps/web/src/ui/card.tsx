import type { ComponentProps, ElementType } from 'react';
import styles from './card.module.css';
import { classNames } from './class-names';
import { Stack } from './layout';

type CardProps<T extends ElementType> = ComponentProps<typeof Stack<T>> & { tone: 'raised' | 'sunken' | 'accent' };

/** Things that belong together, on a ground of their own. */
export function Card<T extends ElementType = 'div'>({ tone, className, ...rest }: CardProps<T>) {
  return (
    <Stack {...(rest as ComponentProps<typeof Stack>)} className={classNames(styles.card, styles[tone], className)} />
  );
}
