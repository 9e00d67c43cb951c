import { useEffect, useState } from 'react';

const REST_MS = 3_000;

/** Whether nobody has moved the pointer for a while. */
export function useRestingPointer(): boolean {
  const [rests, setRests] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const moved = () => {
      setRests(false);
      clearTimeout(timer);
      timer = setTimeout(() => setRests(true), REST_MS);
    };
    moved();
    window.addEventListener('pointermove', moved);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('pointermove', moved);
    };
  }, []);
  return rests;
}
