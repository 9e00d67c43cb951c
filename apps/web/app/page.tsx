import { connection } from 'next/server';
import { Lobby } from '../src/screens/lobby/lobby';

export default async function LobbyPage() {
  // The policy of each answer has a nonce of its own.
  await connection();
  return <Lobby />;
}
