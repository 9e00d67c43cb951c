import type { ReactNode } from 'react';
import styles from './blank-page.module.css';
import { Mark } from './mark';

interface Props {
  title: ReactNode;
  text: ReactNode;
  actions?: ReactNode;
  testId?: string;
}

/** Shown where there is no content: says why, and offers a way on. */
export function BlankPage({ title, text, actions, testId }: Props) {
  return (
    <main className={`squared-paper ${styles.page}`} data-testid={testId}>
      <div className={styles.card}>
        <Mark size={56} />
        <h1>{title}</h1>
        <p>{text}</p>
        {actions ? <div className={styles.actions}>{actions}</div> : null}
      </div>
    </main>
  );
}
