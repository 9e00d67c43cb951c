import { classNames } from './class-names';
import styles from './mark.module.css';

/** inkroom's mark: a stroke of ink in a cell of squared paper. Decorative: the name stands beside it. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" focusable="false">
      <rect
        x="2.5"
        y="2.5"
        width="27"
        height="27"
        rx="5"
        fill="var(--color-paper)"
        stroke="var(--color-border-strong)"
        strokeWidth="1.4"
      />
      <path d="M11.5 3v26M20.5 3v26M3 11.5h26M3 20.5h26" stroke="var(--color-rule-strong)" strokeWidth="0.8" />
      <path
        d="M9.6 11.4c1.9-3.7 10.2-4.6 11.4-.5.9 3.3-3 6.3-6.5 8.8-2 1.5-4.4 3-3.9 4.4.8 2 6.4-.8 12.4-1.1"
        fill="none"
        stroke="var(--color-accent)"
        strokeWidth="3.1"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

/** The mark with the name. */
export function Brand({ size, className }: { size?: number; className?: string }) {
  return (
    <span className={classNames(styles.brand, className)}>
      <Mark size={size} />
      inkroom
    </span>
  );
}
