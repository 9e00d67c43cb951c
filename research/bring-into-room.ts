import type { RoomClient } from '@inkroom/client';
import type { Artifact } from '@inkroom/engine';
import { exportModel } from '@inkroom/exchange';
import { type ModelVersion, type RoomLink, readRoomLink } from '@inkroom/shared';
import { PlainError } from '../scripts/lib/plain-error.mjs';
import { findGateway, joinRoom } from '../scripts/replay/connect.ts';

/** A room that a model is to be brought into. */
export interface RoomTarget {
  /** Of the inkroom whose room it is. */
  url: string;
  roomId: string;
  /** The host's. */
  key: string;
}

/** Who brings it, as the room sees it. */
const NAME = 'npm run train';

/**
 * Reads the link that a host has to their room.
 * @throws PlainError for what is no whole link
 */
export function readRoomTarget(text: string): RoomTarget {
  const link: RoomLink | null = readRoomLink(text);
  if (!URL.canParse(text) || !link?.key)
    throw new PlainError(
      `--room '${text}' is no whole link to a room, such as http://localhost:3000/r/abcdefghjk#… with the host's key`,
    );
  const { origin, pathname } = new URL(text);
  return { url: `${origin}${pathname.replace(/\/r\/.*$/, '')}`, roomId: link.roomId, key: link.key };
}

/**
 * Makes sure that a room would take a model, before it is trained for hours.
 * @throws PlainError where the room cannot be reached, or the link is no host's
 */
export async function checkRoom(target: RoomTarget): Promise<void> {
  await asHost(target, async () => {});
}

/**
 * Brings a model into a room, as a host does with a file.
 * @returns the room's new version
 * @throws PlainError where the room does not take it
 */
export async function bringIntoRoom(artifact: Artifact, target: RoomTarget): Promise<ModelVersion> {
  // The room writes it a card of its own.
  const zip = await exportModel({ ...artifact, cardText: '' }, 'tfjs');
  const brought = await asHost(target, (host) => host.importVersion(new Blob([new Uint8Array(zip)])));
  if (brought.ok) return brought.value;
  const { message, details } = brought.error;
  throw new PlainError(`the room does not take the model: ${details?.reason ?? message}`);
}

async function asHost<T>({ url, roomId, key }: RoomTarget, work: (host: RoomClient) => Promise<T>): Promise<T> {
  const { gatewayUrl } = await findGateway(url);
  const client = await joinRoom(gatewayUrl, roomId, { name: NAME, key });
  try {
    const role = client.view.getState().you?.role;
    if (role !== 'host')
      throw new PlainError(
        `--room is the link of a ${role ?? 'guest'}: only a host may bring a model in. Take the link for hosts from “Share”.`,
      );
    return await work(client);
  } finally {
    await client.stop();
  }
}
