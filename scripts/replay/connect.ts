import { createRoom, memoryStorage, RoomClient, whenView } from '@inkroom/client';
import type { Framing, OpenedRoom } from '@inkroom/shared';
import { PlainError } from '../lib/plain-error.mjs';

/** ms that a server gets to let somebody in. */
const JOIN_TIMEOUT_MS = 15_000;

/**
 * An inkroom's address as clients take it, and whether it serves the app as well.
 *
 * @throws PlainError where nothing answers there
 */
export async function findGateway(url: string): Promise<{ gatewayUrl: string; hasPage: boolean }> {
  const gatewayUrl = url.replace(/\/+$/, '');
  try {
    return { gatewayUrl, hasPage: (await fetch(`${gatewayUrl}/`)).ok };
  } catch (thrown) {
    const { message, cause } = thrown as Error & { cause?: NodeJS.ErrnoException };
    // fetch reports an unreachable server as a TypeError with the system's error behind it.
    throw new PlainError(`nothing answers at ${url} (${cause?.code ?? message}); is inkroom started?`);
  }
}

/** @throws PlainError where the gateway does not open one */
export async function openRoom(gatewayUrl: string, title: string): Promise<OpenedRoom> {
  const opened = await createRoom(gatewayUrl, { title });
  if (opened.ok) return opened.value;
  if (opened.error.code === 'offline') throw new PlainError(`there is no inkroom gateway at ${gatewayUrl}`);
  throw new PlainError(`no room could be opened: ${opened.error.message}`);
}

/**
 * Joins a room as a client of its own.
 *
 * @throws PlainError where the room does not let one in
 */
export async function joinRoom(
  gatewayUrl: string,
  roomId: string,
  who: { name: string; key?: string; viewer?: boolean },
): Promise<RoomClient> {
  const client = new RoomClient({ gatewayUrl, roomId, storage: memoryStorage(), ...who });
  const started = client.start();
  await Promise.race([started, whenView(client.view, () => false, JOIN_TIMEOUT_MS)]);
  if (client.view.getState().connection === 'online') return client;
  await client.stop();
  const { refusal } = client.view.getState();
  throw new PlainError(refusal ? `room ${roomId}: ${refusal.message}` : `the gateway at ${gatewayUrl} does not answer`);
}

/**
 * Makes the room read in a framing.
 *
 * @throws PlainError where only the host may and `client` is none
 */
export async function requireFraming(client: RoomClient, framing: Framing): Promise<void> {
  const { state, you } = client.view.getState();
  if (state.framing === framing) return;
  const settled = await client.settled(client.setFraming(framing));
  if (settled.ok) {
    await whenView(client.view, (view) => view.state.framing === framing, JOIN_TIMEOUT_MS);
    return;
  }
  if (settled.error.code !== 'host_only') throw new PlainError(`the framing was not changed: ${settled.error.message}`);
  throw new PlainError(
    `the room reads its page '${state.framing}' and only its host can change that to '${framing}'; ` +
      `here we are a ${you?.role ?? 'guest'}. Leave out --framing, or leave out --room to write in a new one.`,
  );
}
