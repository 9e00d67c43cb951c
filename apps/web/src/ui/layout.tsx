import type { ComponentPropsWithRef, ElementType } from 'react';
import { classNames } from './class-names';
import styles from './layout.module.css';

/** A space between things, as in the tokens `--space-*`. */
export type Gap = 1 | 2 | 3 | 4 | 5;

/** What an element takes that is drawn as the tag `T`. */
export type PropsOf<T extends ElementType, Own> = Own & { as?: T } & Omit<ComponentPropsWithRef<T>, keyof Own | 'as'>;

interface StackProps {
  gap?: Gap;
  /** In two columns where the panel is wide. */
  columns?: boolean;
  /** Takes the room that is left in a row. */
  grow?: boolean;
  className?: string;
}

/** Things below each other. */
export function Stack<T extends ElementType = 'div'>(props: PropsOf<T, StackProps>) {
  const { as, gap, columns, grow, className, ...rest } = props;
  const Tag: ElementType = as ?? 'div';
  return (
    <Tag
      {...rest}
      className={classNames(
        columns ? styles.columns : styles.stack,
        gap && styles[`gap${gap}`],
        grow && styles.grow,
        className,
      )}
    />
  );
}

interface RowProps extends Omit<StackProps, 'columns'> {
  /** Goes on in another line where there is no room; `close` keeps those lines near to each other. */
  wrap?: boolean | 'close';
  /** What is left of the width stands between the things, or before them. */
  spread?: 'between' | 'end';
  /** In line at the top instead of in the middle. */
  top?: boolean;
}

/** Things beside each other. */
export function Row<T extends ElementType = 'div'>(props: PropsOf<T, RowProps>) {
  const { as, gap, grow, wrap, spread, top, className, ...rest } = props;
  const Tag: ElementType = as ?? 'div';
  return (
    <Tag
      {...rest}
      className={classNames(
        styles.row,
        top && styles.top,
        wrap && styles.wrap,
        spread && styles[spread],
        gap && styles[`gap${gap}`],
        wrap === 'close' && styles.lines,
        grow && styles.grow,
        className,
      )}
    />
  );
}
