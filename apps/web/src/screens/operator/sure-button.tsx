import { useEffect, useState } from 'react';
import { Button } from '../../ui/button';

interface Props {
  children: string;
  /** What it says when it will do it. */
  sure: string;
  act(): Promise<unknown>;
  testId: string;
}

/** How long it waits for the second press, ms. */
const SURE_MS = 5_000;

/** Does what cannot be taken back at a second press; the second half of a double click is none. */
export function SureButton({ children, sure, act, testId }: Props) {
  const [isSure, setSure] = useState(false);
  useEffect(() => {
    if (!isSure) return;
    const timer = setTimeout(() => setSure(false), SURE_MS);
    return () => clearTimeout(timer);
  }, [isSure]);
  return (
    <Button
      size="s"
      variant={isSure ? 'danger' : 'secondary'}
      data-testid={testId}
      onBlur={() => setSure(false)}
      onClick={async ({ detail }) => {
        if (isSure && detail > 1) return;
        setSure(!isSure);
        if (isSure) await act();
      }}
    >
      {isSure ? sure : children}
    </Button>
  );
}
