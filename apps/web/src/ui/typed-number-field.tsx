import type { ComponentProps } from 'react';
import { TextField } from './field';
import { plainNumber } from './typed-number';

interface Props extends Omit<ComponentProps<typeof TextField>, 'onChange' | 'value' | 'type' | 'inputMode'> {
  value: string;
  /** Whole numbers need no decimal sign on a phone's keyboard. */
  whole?: boolean;
  onChange(text: string): void;
}

/**
 * A field that people type a number into. It takes any text, so that the digits of a Japanese keyboard arrive and nothing breaks
 * while they are composed; once it is left, it shows the number that was understood.
 */
export function TypedNumberField({ value, whole, onChange, onBlur, ...rest }: Props) {
  return (
    <TextField
      {...rest}
      type="text"
      value={value}
      inputMode={whole ? 'numeric' : 'decimal'}
      autoComplete="off"
      onChange={(event) => onChange(event.target.value)}
      onBlur={(event) => {
        const plain = plainNumber(value);
        if (plain !== null && plain !== value) onChange(plain);
        onBlur?.(event);
      }}
    />
  );
}
