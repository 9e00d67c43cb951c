'use client';

import { indexedDbStorage, RoomClient } from '@inkroom/client';
import { useEffect, useState } from 'react';
import { gatewayAddress, type PublicConfig } from '../config';
import { Inspector } from '../inspector/inspector';
import { Sheet } from '../sheet/sheet';
import { RoomProvider } from './room-provider';

export function RoomPage({ roomId, config, watch }: { roomId: string; config: PublicConfig; watch: boolean }) {
  const [client, setClient] = useState<RoomClient | null>(null);
  useEffect(() => {
    const next = new RoomClient({
      gatewayUrl: gatewayAddress(config, window.location),
      roomId,
      storage: indexedDbStorage(),
      name: 'Someone',
      viewer: watch,
    });
    void next.start();
    setClient(next);
    return () => void next.stop();
  }, [roomId, config, watch]);
  if (!client) return null;
  return (
    <RoomProvider client={client}>
      <Sheet />
      <Inspector />
    </RoomProvider>
  );
}
