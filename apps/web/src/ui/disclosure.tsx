'use client';

import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './disclosure.module.css';

interface Props {
  title: ReactNode;
  /** What is inside, in a few words, while it is closed. */
  aside?: ReactNode;
  open?: boolean;
  onToggle?(open: boolean): void;
  testId?: string;
  children: ReactNode;
}

/** Something more for those who want it. */
export function Disclosure({ title, aside, open, onToggle, testId, children }: Props) {
  return (
    <details className={styles.disclosure} open={open} onToggle={(event) => onToggle?.(event.currentTarget.open)}>
      <summary className={styles.summary} data-testid={testId}>
        <span className={styles.title}>{title}</span>
        {aside ? <span className={styles.aside}>{aside}</span> : null}
        <ChevronDown className={styles.chevron} aria-hidden />
      </summary>
      <div className={styles.body}>{children}</div>
    </details>
  );
}
