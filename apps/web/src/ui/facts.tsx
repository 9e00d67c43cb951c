import type { ReactNode } from 'react';
import { classNames } from './class-names';
import styles from './facts.module.css';

interface Props {
  className?: string;
  children: ReactNode;
}

/** Names and what they stand for, in two columns. */
export function Facts({ className, children }: Props) {
  return <dl className={classNames(styles.facts, className)}>{children}</dl>;
}

/** A few numbers side by side, each under its name. */
export function Figures({ className, children }: Props) {
  return <dl className={classNames(styles.figures, className)}>{children}</dl>;
}

/** One of them. */
export function Fact({ name, testId, children }: { name: ReactNode; testId?: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd data-testid={testId}>{children}</dd>
    </div>
  );
}
