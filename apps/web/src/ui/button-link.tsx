import type { ReactNode } from 'react';
import styles from './button.module.css';
import { Link } from './link';

/** A link to another screen that is the thing to do here. */
export function ButtonLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href} className={`${styles.button} ${styles.primary}`}>
      {children}
    </Link>
  );
}
