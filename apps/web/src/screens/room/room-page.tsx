'use client';

import type { RoomClient } from '@inkroom/client';
import { type CodedError, readRoomLink } from '@inkroom/shared';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { gatewayAddress } from '../../core/config';
import { RoomProvider } from '../../core/room-provider';
import { recentRooms } from '../../core/storage/recent-rooms';
import { shelf } from '../../core/storage/shelf';
import { beginVisit } from '../../core/storage/visits';
import { firstUse } from '../../ui/first-use';
import { IsThisYou } from './is-this-you';
import { JoinCard } from './join-card';
import { RoomGone } from './room-gone';
import { RoomSkeleton } from './room-skeleton';
import { useKeptRoom } from './use-kept-room';
import { type Arrival, asSomebodyElse, findVisitor } from './visitor';

// The room and its client are on the way while the page comes alive and a person reads the door, so that neither delays the first page.
const loadInside = () => import('./inside');
const RoomScreen = firstUse(() => loadInside().then((module) => module.RoomScreen), <RoomSkeleton />);
if (typeof window !== 'undefined') RoomScreen.fetch();

interface Props {
  roomId: string;
  /** The link was one of earlier versions for watching. */
  watch: boolean;
}

/** From a link to the room: finds out whether it leads in, asks for what is not known yet, then joins and stays joined. */
export function RoomPage({ roomId, watch }: Props) {
  const t = useTranslations('shell.join');
  const errors = useTranslations('errors');
  const [arrival, setArrival] = useState<Arrival | null>(null);
  const [waitsFor, setWaitsFor] = useState<CodedError | null>(null);
  /** The name under which they go in. */
  const [name, setName] = useState<string | null>(null);
  const [client, setClient] = useState<RoomClient | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const guest = t('guest');
  const guestName = useRef(guest);
  guestName.current = guest;
  const visitor = arrival?.kind === 'visitor' ? arrival.visitor : null;

  useEffect(() => {
    let looking = new AbortController();
    const arrive = async (address: string) => {
      looking.abort();
      looking = new AbortController();
      const { signal } = looking;
      const found = await findVisitor(roomId, address, watch, { signal, onWait: setWaitsFor });
      if (signal.aborted) return;
      setArrival(found);
      const goesIn = found.kind === 'visitor' && found.visitor.entry === 'straight';
      setName(goesIn ? found.visitor.name || guestName.current : null);
    };
    // Somebody who is here already opens another link: nothing but the fragment changes then.
    const followLink = ({ newURL }: HashChangeEvent) => {
      if (readRoomLink(newURL)?.key) arrive(newURL).catch(setFailure);
    };
    arrive(window.location.href).catch(setFailure);
    window.addEventListener('hashchange', followLink);
    return () => {
      looking.abort();
      window.removeEventListener('hashchange', followLink);
    };
  }, [roomId, watch]);

  useEffect(() => {
    if (!visitor || name === null) return;
    beginVisit(roomId);
    let joined: RoomClient | null = null;
    let left = false;
    void loadInside().then(({ RoomClient }) => {
      if (left) return;
      const { storage, key, seat } = visitor;
      joined = new RoomClient({
        ...{ gatewayUrl: gatewayAddress(window.location.origin), roomId, storage, name },
        ...(key ? { key } : {}),
        viewer: seat === 'viewer',
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
  }, [visitor, name, roomId]);

  useKeptRoom(client);

  // The code could not be loaded, for the server or the connection is away: the error page offers to reload.
  if (failure) throw failure;
  if (arrival?.kind === 'refused') return <RoomGone roomId={roomId} error={arrival.error} />;
  if (!visitor) {
    // A server that does not answer may only be starting.
    const why = waitsFor && (waitsFor.code === 'offline' ? t('waiting') : errors(waitsFor.code));
    return <RoomSkeleton message={why} />;
  }
  if (name === null) {
    const { look, name: known, seat, entry, isHost } = visitor;
    const title = look?.title ?? recentRooms(shelf).find((room) => room.roomId === roomId)?.title ?? '';
    const goIn = (as: string) => setName(as || guestName.current);
    if (entry === 'asks') {
      const another = async () => setArrival({ kind: 'visitor', visitor: await asSomebodyElse(visitor, roomId) });
      return <IsThisYou name={known} title={title} isHost={isHost} onYes={() => goIn(known)} onNo={another} />;
    }
    return (
      <JoinCard title={title} people={look?.people ?? null} name={known} watch={seat === 'viewer'} onJoin={goIn} />
    );
  }
  if (!client) return <RoomSkeleton />;
  return (
    <RoomProvider client={client}>
      <RoomScreen roomId={roomId} />
    </RoomProvider>
  );
}
