import type { ReactNode } from 'react';
import styles from './badge.module.css';
import { classNames } from './class-names';

interface Props {
  tone?: 'neutral' | 'accent' | 'good' | 'warn' | 'bad';
  className?: string;
  children: ReactNode;
  testId?: string;
}

export function Badge({ tone = 'neutral', className, children, testId }: Props) {
  return (
    <span className={classNames(styles.badge, styles[tone], className)} data-testid={testId}>
      {children}
    </span>
  );
}

/** A light that says how something is; its colour alone tells nothing, words stand beside it. */
export function StatusDot({ tone, size }: { tone: 'off' | 'good' | 'warn' | 'bad'; size: number }) {
  const colour = tone === 'off' ? 'var(--color-border-strong)' : `var(--color-${tone})`;
  return <span className={styles.dot} style={{ width: size, height: size, background: colour }} aria-hidden />;
}
