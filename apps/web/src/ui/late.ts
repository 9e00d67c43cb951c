import { useCallback, useEffect, useReducer, useState } from 'react';

/** Code that a browser fetches when it is first needed: who only wants to write does not wait for it. */
export interface Late<T> {
  /** What has come; null until then. */
  readonly known: T | null;
  /** @throws what the network or the code throws; the next call tries again */
  fetch(): Promise<T>;
}

const all = new Set<Late<unknown>>();

export function late<T>(load: () => Promise<T>): Late<T> {
  let known: T | null = null;
  let coming: Promise<T> | null = null;
  const code: Late<T> = {
    get known() {
      return known;
    },
    fetch() {
      coming ??= load().then(
        (loaded) => {
          known = loaded;
          return loaded;
        },
        (error) => {
          coming = null;
          throw error;
        },
      );
      return coming;
    },
  };
  all.add(code);
  return code;
}

/** Fetches what may be needed later, once a browser has nothing better to do: what is needed then is there at once, online or not. */
export async function fetchLateCode(): Promise<void> {
  // What comes may bring more that is fetched late.
  let known: number;
  do {
    known = all.size;
    await Promise.allSettled([...all].map((code) => code.fetch()));
  } while (all.size > known);
}

/** Code that is needed now, if `wanted`: null until it is there. */
export function useLate<T>(code: Late<T>, wanted = true): { known: T | null; failed: boolean; retry(): void } {
  const [failed, setFailed] = useState(false);
  const [, renderAgain] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    if (!wanted || failed || code.known) return;
    let current = true;
    code.fetch().then(
      () => current && renderAgain(),
      () => current && setFailed(true),
    );
    return () => {
      current = false;
    };
  }, [code, wanted, failed]);
  const retry = useCallback(() => setFailed(false), []);
  return { known: wanted ? code.known : null, failed, retry };
}
