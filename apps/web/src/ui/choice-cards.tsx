import { RadioGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import styles from './choice-cards.module.css';
import { classNames } from './class-names';
import { useToast } from './toast';

interface Props<T extends string> {
  label: string;
  value: T;
  onChange(value: T): void;
  options: readonly { value: T; testId?: string; content: ReactNode }[];
  /** Nothing to choose here: another setting decides. */
  disabled?: boolean;
  /** Why it cannot be changed, see `Button`. */
  unavailable?: string | null;
  className?: string;
  cardClassName?: string;
}

/** One of a few, each told as a card: for options that need a line of explanation. */
export function ChoiceCards<T extends string>(props: Props<T>) {
  const { label, value, onChange, options, disabled, unavailable, className, cardClassName } = props;
  const toast = useToast();
  return (
    <RadioGroup.Root
      className={classNames(styles.group, className)}
      aria-label={label}
      aria-disabled={unavailable ? true : undefined}
      value={value}
      disabled={disabled}
      onValueChange={(next) => (unavailable ? toast.show({ text: unavailable }) : onChange(next as T))}
    >
      {options.map((option) => (
        <RadioGroup.Item
          key={option.value}
          value={option.value}
          className={classNames(styles.card, cardClassName)}
          data-testid={option.testId}
        >
          {option.content}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
