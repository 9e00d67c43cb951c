import type { CodedError, JoinCode, Result } from '@inkroom/shared';
import { useCallback, useEffect, useState } from 'react';
import { useRoomClient, useRoomView } from '../../../core/room-provider';

/** A code works for a minute and a half after it was last shown. */
const SHOW_EVERY_MS = 30_000;

interface ShownCode {
  /** Null while there is none. */
  code: string | null;
  /** Why there is none, where that is known. */
  trouble: CodedError | null;
  /** Makes another one. */
  renew(): Promise<Result<JoinCode>>;
}

/**
 * The room's code, which works for as long as this is on the screen.
 * @param isWanted whether it is shown here: by a host, and where others reach this device
 */
export function useJoinCode(isWanted: boolean): ShownCode {
  const client = useRoomClient();
  const isOnline = useRoomView((view) => view.connection === 'online');
  // With another link for writing there is another code.
  const link = useRoomView((view) => view.links.write);
  const [shown, setShown] = useState<JoinCode | null>(null);
  const [trouble, setTrouble] = useState<CodedError | null>(null);

  const show = useCallback(async () => {
    const answer = await client.showCode();
    // One that could not be shown again is good until it ends.
    if (answer.ok) setShown(answer.value);
    setTrouble(answer.ok ? null : answer.error);
  }, [client]);

  const renew = useCallback(async () => {
    const answer = await client.renewCode();
    if (answer.ok) setShown(answer.value);
    return answer;
  }, [client]);

  useEffect(() => {
    if (!isWanted || !isOnline) return;
    void show();
    const timer = setInterval(show, SHOW_EVERY_MS);
    return () => clearInterval(timer);
  }, [isWanted, isOnline, show, link]);

  useEffect(() => {
    if (!shown) return;
    const timer = setTimeout(() => setShown(null), shown.expiresAt - client.now());
    return () => clearTimeout(timer);
  }, [client, shown]);

  return { code: isWanted ? (shown?.code ?? null) : null, trouble: shown || !isOnline ? null : trouble, renew };
}
