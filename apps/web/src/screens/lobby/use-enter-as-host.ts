import type { OpenedRoom } from '@inkroom/shared';
import { useRouter } from 'next/navigation';
import { roomPath } from '../../core/room-path';
import { appStorage } from '../../core/storage/app-storage';

/** Goes into a room that was just opened here, as its host. */
export function useEnterAsHost(): (room: OpenedRoom) => Promise<void> {
  const router = useRouter();
  return async ({ roomId, hostKey, writeKey, watchKey }) => {
    const storage = appStorage();
    for (const [right, key] of [
      ['host', hostKey],
      ['write', writeKey],
      ['watch', watchKey],
    ] as const)
      await storage.saveLinkKey(roomId, right, key);
    // People copy the address to let others in: the host's key is not in it, and a browser that keeps nothing has it until the page ends.
    router.push(roomPath({ roomId, key: writeKey }));
  };
}
