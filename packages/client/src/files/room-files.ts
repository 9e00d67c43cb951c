import {
  type CodedError,
  codedError,
  fail,
  type OpenedRoom,
  ok,
  type Result,
  type SampleFormat,
} from '@inkroom/shared';
import type { Identity } from '../storage/storage.js';
import { upload } from '../versions/upload.js';
import { addressOf, type ImportOptions, type VersionFilesAddress } from '../versions/version-files.js';

/** What of a room leaves as a file: its samples in one of their forms, or all of it. */
export type RoomFile = SampleFormat | 'room';

/** Files are made one at a time for an address: at the end of a lesson a school's hosts wait for one another so often. */
const TRIES = 20;

/**
 * Fetches a file of a room, as its host.
 * @returns `host_only` and the like, `offline` when the gateway cannot be reached or the connection drops on the way
 */
export async function fetchRoomFile(
  { gatewayUrl, roomId }: VersionFilesAddress,
  { personId, personKey }: Pick<Identity, 'personId' | 'personKey'>,
  file: RoomFile,
): Promise<Result<Blob>> {
  const path = file === 'room' ? 'file' : `samples/${file}`;
  try {
    const headers = { 'x-person-id': personId, 'x-person-key': personKey };
    for (let tries = 1; ; tries++) {
      const response = await fetch(addressOf(gatewayUrl, `rooms/${roomId}/${path}`), { headers, cache: 'no-store' });
      if (response.ok) return ok(await response.blob());
      const refused = refusal(await response.json().catch(() => null));
      if (refused.error.code !== 'rate_limited' || tries === TRIES) return refused;
      await new Promise((resolve) => setTimeout(resolve, Number(refused.error.details?.retryAfterMs) * 2));
    }
  } catch {
    return fail('offline');
  }
}

/**
 * Opens a room of a file that an inkroom has saved. Keep the host key: it makes its holder the host.
 * @returns `room_file_invalid` and the like, `offline` when the gateway cannot be reached or the connection drops on the way
 * @throws the signal's reason once it is aborted
 */
export async function openRoomFile(
  gatewayUrl: string,
  file: Blob,
  { onSent, signal }: ImportOptions = {},
): Promise<Result<OpenedRoom>> {
  try {
    const { status, body } = await upload(addressOf(gatewayUrl, 'rooms'), file, {
      headers: { 'content-type': 'application/gzip' },
      ...(onSent ? { onSent } : {}),
      ...(signal ? { signal } : {}),
    });
    return status === 201 ? ok(body as OpenedRoom) : refusal(body);
  } catch {
    signal?.throwIfAborted();
    return fail('offline');
  }
}

/** A proxy in between answers for the gateway in words of its own. */
function refusal(body: unknown): { ok: false; error: CodedError } {
  return { ok: false, error: (body as { error?: CodedError } | null)?.error ?? codedError('internal') };
}
