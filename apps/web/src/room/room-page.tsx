'use client';

import type { ClientStorage, RoomClient } from '@inkroom/client';
import { readRoomLink, visibleLine } from '@inkroom/shared';
import dynamic from 'next/dynamic';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { gatewayAddress } from '../config';
import { recentRooms } from '../lobby/recent-rooms';
import { appStorage } from '../storage/app-storage';
import { shelf } from '../storage/shelf';
import { JoinCard } from './join-card';
import { RoomProvider } from './room-provider';
import { RoomSkeleton } from './room-skeleton';

// The room and its client come while one reads the door: neither holds up the first page.
const loadRoomScreen = () => import('./room-screen');
const loadClient = () => import('@inkroom/client');
const RoomScreen = dynamic(() => loadRoomScreen().then((module) => module.RoomScreen), {
  loading: () => <RoomSkeleton />,
});

interface Props {
  roomId: string;
  /** The link was one for watching. */
  watch: boolean;
}

/** How one goes in. */
interface Entry {
  name: string;
  viewer: boolean;
}

/** What is known of a visitor before joining. */
interface Visitor {
  storage: ClientStorage;
  name: string;
  title: string;
  hostKey: string | undefined;
  /** Somebody who was here before, or has just opened the room, goes in without being asked again. */
  known: boolean;
}

/** From a link to the room: asks for what is not known yet, then joins and stays joined. */
export function RoomPage({ roomId, watch }: Props) {
  const t = useTranslations('shell.join');
  const [visitor, setVisitor] = useState<Visitor | null>(null);
  const [entry, setEntry] = useState<Entry | null>(null);
  const [client, setClient] = useState<RoomClient | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const guest = t('guest');
  const guestName = useRef(guest);
  guestName.current = guest;

  useEffect(() => {
    let current = true;
    void meet(roomId, watch).then((met) => {
      if (!current) return;
      setVisitor(met);
      if (met.known) setEntry({ name: met.name || guestName.current, viewer: watch });
    }, setFailure);
    return () => {
      current = false;
    };
  }, [roomId, watch]);

  useEffect(() => {
    // The code did not come, for the server or the line is away: the page for that offers to load anew.
    if (failure) throw failure;
    if (!visitor || !entry) return;
    let joined: RoomClient | null = null;
    let left = false;
    void loadClient().then(({ RoomClient }) => {
      if (left) return;
      joined = new RoomClient({
        gatewayUrl: gatewayAddress(window.location.origin),
        roomId,
        storage: visitor.storage,
        name: entry.name,
        hostKey: visitor.hostKey,
        viewer: entry.viewer,
      });
      setClient(joined);
      void joined.start();
    }, setFailure);
    return () => {
      left = true;
      setClient(null);
      void joined?.stop();
    };
  }, [visitor, entry, roomId]);

  // The code did not come, for the server or the line is away: the page for that offers to load anew.
  if (failure) throw failure;
  if (!visitor || (entry && !client)) return <RoomSkeleton />;
  if (!client) {
    return (
      <JoinCard
        roomId={roomId}
        title={visitor.title}
        name={visitor.name}
        watch={watch}
        onJoin={({ name, viewer }) => setEntry({ name: name || guestName.current, viewer })}
      />
    );
  }
  return (
    <RoomProvider client={client}>
      <RoomScreen roomId={roomId} />
    </RoomProvider>
  );
}

async function meet(roomId: string, watch: boolean): Promise<Visitor> {
  void loadRoomScreen();
  const storage = await appStorage();
  const hostKey = readRoomLink(window.location.href)?.hostKey;
  const title = recentRooms(shelf).find((room) => room.roomId === roomId)?.title ?? '';
  const [name, identity, keptHostKey] = await Promise.all([
    storage.name(),
    storage.identity(roomId, watch ? 'viewer' : 'member'),
    storage.hostKey(roomId),
  ]);
  const known = identity !== null || (!watch && name !== null && keptHostKey !== null);
  // A name that was kept before names were visible lines may be none.
  return { storage, name: visibleLine(identity?.name ?? name ?? ''), title, hostKey, known };
}
