import { type InputHTMLAttributes, type ReactNode, type Ref, useId } from 'react';
import { classNames } from './class-names';
import styles from './field.module.css';
import { Stack } from './layout';
import { Text } from './text';

interface FieldProps {
  label: ReactNode;
  hint?: ReactNode;
  className?: string;
  /** A control without an id of its own, such as a group that names itself. */
  children: ReactNode;
}

/** A labelled group of controls. */
export function Field({ label, hint, className, children }: FieldProps) {
  return (
    <Stack gap={1} className={className}>
      <span className={styles.label}>{label}</span>
      {children}
      {hint ? <FieldNote>{hint}</FieldNote> : null}
    </Stack>
  );
}

/** What stands under a control: what it means, or what is wrong with it. */
export function FieldNote({ id, error, children }: { id?: string; error?: boolean; children: ReactNode }) {
  return (
    <Text look="s snug" id={id} tone={error ? 'bad' : 'faint'} role={error ? 'alert' : undefined}>
      {children}
    </Text>
  );
}

interface TextFieldProps extends InputHTMLAttributes<HTMLInputElement> {
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  /** Shown to screen readers only, where the surroundings say it already. */
  hideLabel?: boolean;
  /** Out of range, where the surroundings say how. */
  invalid?: boolean;
  ref?: Ref<HTMLInputElement>;
}

export function TextField({ label, hint, error, hideLabel, invalid, className, ref, ...rest }: TextFieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? hint;
  return (
    <Stack gap={1} className={className}>
      <label htmlFor={id} className={hideLabel ? 'visually-hidden' : styles.label}>
        {label}
      </label>
      <input
        {...rest}
        ref={ref}
        id={id}
        className={styles.input}
        aria-invalid={error || invalid ? true : undefined}
        aria-describedby={note ? noteId : undefined}
      />
      {note ? (
        <FieldNote id={noteId} error={!!error}>
          {note}
        </FieldNote>
      ) : null}
    </Stack>
  );
}

interface SelectFieldProps<T extends string> {
  label: string;
  hint?: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange(value: T): void;
  testId?: string;
}

/** One of several short options, by the device's own menu: a phone's wheel, a desk's list. */
export function SelectField<T extends string>({ label, hint, value, options, onChange, testId }: SelectFieldProps<T>) {
  const id = useId();
  return (
    <Stack gap={1}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      <select
        id={id}
        className={classNames(styles.input, styles.select)}
        value={value}
        onChange={({ target }) => onChange(target.value as T)}
        data-testid={testId}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      {hint ? <FieldNote>{hint}</FieldNote> : null}
    </Stack>
  );
}
