'use client';

import type { RoomClient } from '@inkroom/client';
import { readRoomLink } from '@inkroom/shared';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { gatewayAddress } from '../../core/config';
import { RoomProvider } from '../../core/room-provider';
import { appStorage } from '../../core/storage/app-storage';
import { firstUse } from '../../ui/first-use';
import { RoomSkeleton } from '../room/room-skeleton';
import { projectorStorage } from './projector-storage';

const loadInside = () => import('../room/inside');
const ProjectorScreen = firstUse(() => loadInside().then((module) => module.loadProjectorScreen()), <RoomSkeleton />);

/** From a projector's address to its view: it asks nobody for a name, only watches, and stays. */
export function ProjectorPage({ roomId }: { roomId: string }) {
  const t = useTranslations('projector');
  const name = t('name');
  const [client, setClient] = useState<RoomClient | null>(null);
  const [failure, setFailure] = useState<unknown>(null);

  // Another language gives it no other name: it stays who it is.
  useEffect(() => {
    let left = false;
    let joined: RoomClient | null = null;
    const key = readRoomLink(window.location.href)?.key;
    const join = async () => {
      const storage = appStorage();
      const [{ RoomClient }, watch, write] = await Promise.all([
        loadInside(),
        storage.linkKey(roomId, 'watch'),
        storage.linkKey(roomId, 'write'),
      ]);
      if (left) return;
      const right = key ?? watch ?? write;
      joined = new RoomClient({
        ...{ gatewayUrl: gatewayAddress(window.location.origin), roomId, name, viewer: true },
        storage: projectorStorage(storage),
        ...(right ? { key: right } : {}),
      });
      setClient(joined);
      void joined.start();
    };
    join().catch(setFailure);
    return () => {
      left = true;
      setClient(null);
      void joined?.stop();
    };
  }, [roomId]);

  // The code could not be loaded, for the server or the connection is away: the error page offers to reload.
  if (failure) throw failure;
  if (!client) return <RoomSkeleton />;
  return (
    <RoomProvider client={client}>
      <ProjectorScreen roomId={roomId} />
    </RoomProvider>
  );
}
