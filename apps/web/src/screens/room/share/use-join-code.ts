import type { RoomClient } from '@inkroom/client';
import type { JoinCode, Result } from '@inkroom/shared';
import { useCallback, useEffect, useState } from 'react';
import { useRoomClient, useRoomView } from '../../../core/room-provider';

/** A code works for a minute and a half after it was last shown. */
const SHOW_EVERY_MS = 30_000;

/**
 * The room's code, which works for as long as this is on the screen.
 * @param isWanted whether it is shown here: by a host, and where others reach this device
 * @returns null while there is none, and a way to another one
 */
export function useJoinCode(isWanted: boolean): { code: string | null; renew(): Promise<Result<JoinCode>> } {
  const client = useRoomClient();
  const isOnline = useRoomView((view) => view.connection === 'online');
  // With another link for writing there is another code.
  const link = useRoomView((view) => view.links.write);
  const [shown, setShown] = useState<JoinCode | null>(null);

  const take = useCallback(
    async (ask: (client: RoomClient) => Promise<Result<JoinCode>>) => {
      const answer = await ask(client);
      // One that could not be shown again is good until it ends.
      setShown((before) => (answer.ok ? answer.value : before && before.expiresAt > client.now() ? before : null));
      return answer;
    },
    [client],
  );

  useEffect(() => {
    if (!isWanted || !isOnline) return;
    const show = () => void take((asked) => asked.showCode());
    show();
    const timer = setInterval(show, SHOW_EVERY_MS);
    return () => clearInterval(timer);
  }, [isWanted, isOnline, take, link]);

  const renew = useCallback(() => take((asked) => asked.renewCode()), [take]);
  return { code: isWanted ? (shown?.code ?? null) : null, renew };
}
