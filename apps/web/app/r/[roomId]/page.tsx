import { connection } from 'next/server';
import { readPublicConfig } from '../../../src/config';
import { RoomPage } from '../../../src/room/room-page';

interface Props {
  params: Promise<{ roomId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function Page({ params, searchParams }: Props) {
  // The gateway's address is read for each request: one build serves any deployment.
  await connection();
  const [{ roomId }, query] = await Promise.all([params, searchParams]);
  return <RoomPage roomId={roomId} config={readPublicConfig(process.env)} watch={query.watch !== undefined} />;
}
