import { useEffect, useState } from 'react';

/** `value` as it was when it had last stayed the same for `ms`; at first as it is. */
export function useStanding<T>(value: T, ms: number): T {
  const [standing, setStanding] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setStanding(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return standing;
}
