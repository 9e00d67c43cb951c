import { codedError, plainText, readRoomLink } from '@inkroom/shared';
import { redirect } from 'next/navigation';
import { connection } from 'next/server';
import { roomPath } from '../../../src/core/room-path';
import { RoomGone } from '../../../src/screens/room/room-gone';
import { RoomPage } from '../../../src/screens/room/room-page';

/** Letters of an address that are shown of what is no code. */
const SHOWN_MAX = 40;

interface Props {
  params: Promise<{ roomId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function Page({ params, searchParams }: Props) {
  // The policy of each answer has a nonce of its own.
  await connection();
  const [{ roomId: asked }, query] = await Promise.all([params, searchParams]);
  const link = readRoomLink(`/r/${asked}?${Object.keys(query).join('&')}`);
  if (!link) return <RoomGone roomId={plainText(asked).slice(0, SHOWN_MAX)} error={codedError('room_not_found')} />;
  // As it was mailed or typed: the browser takes the fragment along.
  if (link.roomId !== asked) redirect(roomPath(link));
  return <RoomPage roomId={link.roomId} watch={link.watch} />;
}
