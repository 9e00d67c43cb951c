import { useState } from 'react';
import { typedNumber } from '../../ui/typed-number';
import { TypedNumberField } from '../../ui/typed-number-field';

interface Props {
  label: string;
  value: number;
  min: number;
  max: number;
  onChange(value: number): void;
  testId?: string;
}

/** A whole number of a layer. What is typed counts as soon as it is one in range; else the last good one comes back. */
export function NumberInput({ label, value, min, max, onChange, testId }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const inRange = (number: number) => Number.isInteger(number) && number >= min && number <= max;
  return (
    <TypedNumberField
      label={label}
      value={typed ?? String(value)}
      whole
      invalid={typed !== null && !inRange(typedNumber(typed))}
      onChange={(text) => {
        setTyped(text);
        if (inRange(typedNumber(text))) onChange(typedNumber(text));
      }}
      onBlur={() => setTyped(null)}
      data-testid={testId}
    />
  );
}
