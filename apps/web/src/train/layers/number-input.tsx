'use client';

import { useState } from 'react';
import { TextField } from '../../ui/field';

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
  const read = (text: string) => (/^\d+$/.test(text.trim()) ? Number(text) : Number.NaN);
  const inRange = (number: number) => number >= min && number <= max;
  return (
    <TextField
      label={label}
      value={typed ?? String(value)}
      inputMode="numeric"
      autoComplete="off"
      invalid={typed !== null && !inRange(read(typed))}
      onChange={({ target }) => {
        setTyped(target.value);
        if (inRange(read(target.value))) onChange(read(target.value));
      }}
      onBlur={() => setTyped(null)}
      data-testid={testId}
    />
  );
}
