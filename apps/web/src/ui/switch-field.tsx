import { Switch } from 'radix-ui';
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
      <Switch.Root
        id={id}
        className={styles.switch}
        checked={checked}
        onCheckedChange={onChange}
        aria-describedby={hint ? hintId : undefined}
        data-testid={testId}
      >
        <Switch.Thumb className={styles.thumb} />
      </Switch.Root>
      {hint ? <FieldNote id={hintId}>{hint}</FieldNote> : null}
    </div>
  );
}
