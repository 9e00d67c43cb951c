import { connection } from 'next/server';
import { readPublicConfig } from '../src/config';
import { Lobby } from '../src/lobby/lobby';

export default async function LobbyPage() {
  // Where the gateway is, is read for each request: one build serves any deployment.
  await connection();
  return <Lobby config={readPublicConfig(process.env)} />;
}
