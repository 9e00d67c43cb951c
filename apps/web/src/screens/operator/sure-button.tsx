import { useState } from 'react';
import { Button } from '../../ui/button';

interface Props {
  children: string;
  /** What it says when it will do it. */
  sure: string;
  act(): Promise<unknown>;
  testId: string;
}

/** Does what cannot be taken back at a second press. */
export function SureButton({ children, sure, act, testId }: Props) {
  const [isSure, setSure] = useState(false);
  return (
    <Button
      size="s"
      variant={isSure ? 'danger' : 'secondary'}
      data-testid={testId}
      onBlur={() => setSure(false)}
      onClick={async () => {
        setSure(!isSure);
        if (isSure) await act();
      }}
    >
      {isSure ? sure : children}
    </Button>
  );
}
