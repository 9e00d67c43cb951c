import { type ReactNode, useId } from 'react';
import { FieldNote } from './field';
import fieldStyles from './field.module.css';
import styles from './switch-field.module.css';

interface Props {
  label: ReactNode;
  hint?: ReactNode;
  checked: boolean;
  onChange(checked: boolean): void;
  testId?: string;
}

/** Something that is on or off, with what it means. */
export function SwitchField({ label, hint, checked, onChange, testId }: Props) {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={fieldStyles.label}>
        {label}
      </label>
      <button
        type="button"
        role="switch"
        id={id}
        className={styles.switch}
        aria-checked={checked}
        onClick={() => onChange(!checked)}
        aria-describedby={hint ? hintId : undefined}
        data-testid={testId}
      >
        <span className={styles.thumb} />
      </button>
      {hint ? <FieldNote id={hintId}>{hint}</FieldNote> : null}
    </div>
  );
}
