'use client';

import type { ClientStorage, RoomClient } from '@inkroom/client';
import { readRoomLink, visibleLine } from '@inkroom/shared';
import dynamic from 'next/dynamic';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { gatewayAddress } from '../../core/config';
import { RoomProvider } from '../../core/room-provider';
import { appStorage } from '../../core/storage/app-storage';
import { recentRooms } from '../../core/storage/recent-rooms';
import { shelf } from '../../core/storage/shelf';
import { JoinCard } from './join-card';
import { RoomSkeleton } from './room-skeleton';
import { useKeptRoom } from './use-kept-room';

// The room and its client are loaded while a person reads the door, so that neither delays the first page.
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

/** How a person joins. */
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
    const arrive = async () => {
      const found = await findVisitor(roomId, watch);
      if (!current) return;
      setVisitor(found);
      if (found.known) setEntry({ name: found.name || guestName.current, viewer: watch });
    };
    // Somebody who is here already opens the host's link: nothing but the fragment changes then.
    const followLink = () => {
      if (readRoomLink(window.location.href)?.hostKey) arrive().catch(setFailure);
    };
    arrive().catch(setFailure);
    window.addEventListener('hashchange', followLink);
    return () => {
      current = false;
      window.removeEventListener('hashchange', followLink);
    };
  }, [roomId, watch]);

  useEffect(() => {
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
      joined?.keep();
      void joined?.stop();
    };
  }, [visitor, entry, roomId]);

  useKeptRoom(client);

  // The code could not be loaded, for the server or the connection is away: the error page offers to reload.
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

async function findVisitor(roomId: string, watch: boolean): Promise<Visitor> {
  void loadRoomScreen();
  const storage = await appStorage();
  const title = recentRooms(shelf).find((room) => room.roomId === roomId)?.title ?? '';
  const [name, identity, keptHostKey] = await Promise.all([
    storage.name(),
    storage.identity(roomId, watch ? 'viewer' : 'member'),
    storage.hostKey(roomId),
  ]);
  const hostKey = readRoomLink(window.location.href)?.hostKey;
  if (hostKey) {
    // A reload before joining must find the key. A key that is kept is not replaced by one from a link, which may be wrong.
    if (keptHostKey === null && !watch) await storage.saveHostKey(roomId, hostKey);
    // Out of the address, so that people who copy it do not make others hosts. Null, for Next ignores states that are its own.
    window.history.replaceState(null, '', window.location.pathname + window.location.search);
  }
  const known = identity !== null || (!watch && name !== null && keptHostKey !== null);
  // Older versions kept names that are not valid any more.
  return { storage, name: visibleLine(identity?.name ?? name ?? ''), title, hostKey, known };
}
