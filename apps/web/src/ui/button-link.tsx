import type { ReactNode } from 'react';
import styles from './button.module.css';
import { Link } from './link';

interface Props {
  href: string;
  /** Left out for the thing to do here. */
  variant?: 'primary' | 'secondary';
  icon?: ReactNode;
  /** Opens in a window of its own. */
  apart?: boolean;
  testId?: string;
  children: ReactNode;
}

/** A link to another screen that looks like a button. */
export function ButtonLink({ href, variant = 'primary', icon, apart, testId, children }: Props) {
  return (
    <Link
      href={href}
      className={`${styles.button} ${styles[variant]}`}
      {...(apart && { target: '_blank' })}
      data-testid={testId}
    >
      {icon ? <span className={styles.icon}>{icon}</span> : null}
      {children}
    </Link>
  );
}
