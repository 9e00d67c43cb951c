import { readRoomLink } from '@inkroom/shared';
import { notFound, redirect } from 'next/navigation';
import { roomPath } from '../../src/core/room-path';

interface Props {
  params: Promise<{ path: string[] }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Any other address: one in capitals or with signs behind it may still be a room's. */
export default async function Page({ params, searchParams }: Props) {
  const [{ path }, query] = await Promise.all([params, searchParams]);
  const link = readRoomLink(`/${path.join('/')}?${Object.keys(query).join('&')}`);
  if (!link) notFound();
  redirect(roomPath(link));
}
