import type { CodedError, Result } from '@inkroom/shared';
import { useEffect, useState } from 'react';
import { askGateway } from './ask-gateway';

/** What a gateway tells, asked for again and again; with what is wrong at the moment, beside what it told last. */
export function useTold<T>(token: string, path: string, everyMs: number): { told: T | null; error: CodedError | null } {
  const [told, setTold] = useState<T | null>(null);
  const [error, setError] = useState<CodedError | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let isOver = false;
    const ask = async () => {
      const answer: Result<T> = await askGateway<T>(token, path);
      if (isOver) return;
      if (answer.ok) setTold(answer.value);
      setError(answer.ok ? null : answer.error);
      timer = setTimeout(ask, everyMs);
    };
    void ask();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [token, path, everyMs]);
  return { told, error };
}
