import { useEffect, useState } from 'react';
import { BASE_PATH } from '../../core/config';

/** How often a gateway that did not answer is asked again. */
const ASK_AGAIN_MS = 4_000;

/** Whether the gateway behind this page answers; `unknown` until it was asked. Asks on until it does. */
export function useGatewayHealth(): 'unknown' | 'ok' | 'unreachable' {
  const [health, setHealth] = useState<'unknown' | 'ok' | 'unreachable'>('unknown');
  useEffect(() => {
    const ended = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      const ok = await fetch(`${BASE_PATH}/health`, { cache: 'no-store', signal: ended.signal }).then(
        (answer) => answer.ok,
        () => false,
      );
      if (ended.signal.aborted) return;
      setHealth(ok ? 'ok' : 'unreachable');
      if (!ok) timer = setTimeout(ask, ASK_AGAIN_MS);
    };
    void ask();
    return () => {
      ended.abort();
      clearTimeout(timer);
    };
  }, []);
  return health;
}
