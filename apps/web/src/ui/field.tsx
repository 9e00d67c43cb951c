'use client';

import { type InputHTMLAttributes, type ReactNode, type Ref, useId } from 'react';
import { classNames } from './class-names';
import styles from './field.module.css';

interface FieldProps {
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  className?: string;
  /** A control without an id of its own, such as a group that names itself. */
  children: ReactNode;
}

/** A labelled group of controls. */
export function Field({ label, hint, error, className, children }: FieldProps) {
  return (
    <div className={classNames(styles.field, className)}>
      <span className={styles.label}>{label}</span>
      {children}
      {error ? <p className={styles.error}>{error}</p> : hint ? <p className={styles.hint}>{hint}</p> : null}
    </div>
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
    <div className={classNames(styles.field, className)}>
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
        <p id={noteId} className={error ? styles.error : styles.hint} role={error ? 'alert' : undefined}>
          {note}
        </p>
      ) : null}
    </div>
  );
}
