import { RadioGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import { classNames } from './class-names';
import styles from './segmented.module.css';
import { useToast } from './toast';

export interface Segment<T extends string> {
  value: T;
  label: ReactNode;
  /** Its name for screen readers, where the label is a picture. */
  name?: string;
  testId?: string;
}

interface Props<T extends string> {
  label: string;
  value: T;
  onChange(value: T): void;
  segments: readonly Segment<T>[];
  /** Why it cannot be changed, see `Button`. */
  unavailable?: string | null | false;
  className?: string;
}

/** One of a few: a radio group that looks like a row of keys. */
export function Segmented<T extends string>({ label, value, onChange, segments, unavailable, className }: Props<T>) {
  const toast = useToast();
  return (
    <RadioGroup.Root
      className={classNames(styles.group, className)}
      aria-label={label}
      aria-disabled={unavailable ? true : undefined}
      value={value}
      orientation="horizontal"
      onValueChange={(next) => (unavailable ? toast.show({ text: unavailable }) : onChange(next as T))}
    >
      {segments.map((segment) => (
        <RadioGroup.Item
          key={segment.value}
          value={segment.value}
          className={styles.segment}
          aria-label={segment.name}
          data-testid={segment.testId}
        >
          {segment.label}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
