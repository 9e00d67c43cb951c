import type { ReactNode } from 'react';
import styles from './badge.module.css';
import { classNames } from './class-names';

interface Props {
  tone?: 'neutral' | 'accent' | 'good' | 'warn' | 'bad';
  children: ReactNode;
  testId?: string;
}

export function Badge({ tone = 'neutral', children, testId }: Props) {
  return (
    <span className={classNames(styles.badge, styles[tone])} data-testid={testId}>
      {children}
    </span>
  );
}
