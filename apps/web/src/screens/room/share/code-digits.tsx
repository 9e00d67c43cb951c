import styles from './code-digits.module.css';

/** A code in two groups, as one reads it out; copied, it is six digits. */
export function CodeDigits({ code }: { code: string }) {
  return (
    <strong className={styles.code} data-testid="join-code-shown">
      <span>{code.slice(0, 3)}</span>
      <span>{code.slice(3)}</span>
    </strong>
  );
}
