import { type ReactNode, useId } from 'react';
import { classNames } from './class-names';
import styles from './radios.module.css';
import { useToast } from './toast';

export interface RadiosProps<T extends string> {
  label: string;
  value: T;
  onChange(value: T): void;
  options: readonly {
    value: T;
    label: ReactNode;
    /** Its name for screen readers, where the label is a picture. */
    name?: string;
    testId?: string;
  }[];
  /** Nothing to choose here: another setting decides. */
  disabled?: boolean;
  /** Why it cannot be changed, see `Button`. */
  unavailable?: string | null | false;
  className?: string;
  optionClassName?: string;
}

/** One of a few: the browser's own radio buttons, out of sight in labels that show whether they are chosen. */
export function Radios<T extends string>(props: RadiosProps<T>) {
  const { label, value, onChange, options, disabled, unavailable, className, optionClassName } = props;
  const toast = useToast();
  const name = useId();
  return (
    <div role="radiogroup" className={className} aria-label={label} aria-disabled={unavailable ? true : undefined}>
      {options.map((option) => (
        <label
          key={option.value}
          className={classNames(styles.option, optionClassName)}
          data-state={option.value === value ? 'checked' : undefined}
          data-disabled={disabled || undefined}
          data-testid={option.testId}
        >
          <input
            type="radio"
            name={name}
            className="visually-hidden"
            aria-label={option.name}
            checked={option.value === value}
            disabled={disabled}
            onChange={() => (unavailable ? toast.show({ text: unavailable }) : onChange(option.value))}
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}
