import { codedError, plainText, readRoomLink } from '@inkroom/shared';
import { redirect } from 'next/navigation';
import { connection } from 'next/server';
import { projectorPath } from '../../../../src/core/room-path';
import { ProjectorPage } from '../../../../src/screens/projector/projector-page';
import { RoomGone } from '../../../../src/screens/room/room-gone';

/** Letters of an address that are shown of what is no code. */
const SHOWN_MAX = 40;

export default async function Page({ params }: { params: Promise<{ roomId: string }> }) {
  // The policy of each answer has a nonce of its own.
  await connection();
  const { roomId: asked } = await params;
  const link = readRoomLink(`/r/${asked}`);
  if (!link) return <RoomGone roomId={plainText(asked).slice(0, SHOWN_MAX)} error={codedError('room_not_found')} />;
  if (link.roomId !== asked) redirect(projectorPath(link));
  return <ProjectorPage roomId={link.roomId} />;
}
