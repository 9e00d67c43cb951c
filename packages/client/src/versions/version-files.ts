import {
  type CodedError,
  codedError,
  fail,
  type ModelVersion,
  ok,
  type Result,
  type VersionFormat,
} from '@inkroom/shared';
import type { Identity } from '../storage/storage.js';
import { upload } from './upload.js';

/** A room's models over HTTP, which is how files come and go. */
export interface VersionFilesAddress {
  gatewayUrl: string;
  roomId: string;
}

export interface ImportOptions {
  /** Told how many bytes of the file have left; once all have, the server looks at it. */
  onSent?(bytes: number): void;
  /** Gives the file up. One that has arrived in full may be brought in all the same. */
  signal?: AbortSignal;
}

/** Where a version can be fetched as a zip. */
export function exportUrl(
  { gatewayUrl, roomId }: VersionFilesAddress,
  versionId: string,
  format: VersionFormat,
): string {
  return addressOf(gatewayUrl, `rooms/${roomId}/versions/${versionId}/${format}.zip`).href;
}

/** An address under a gateway's own, whatever its paths begin with. */
export function addressOf(gatewayUrl: string, path: string): URL {
  return new URL(path, `${gatewayUrl.replace(/\/+$/, '')}/`);
}

/**
 * Sends a model's file to the room and waits until it has been looked at.
 * @returns `offline` when the gateway cannot be reached or the connection drops on the way
 * @throws the signal's reason once it is aborted
 */
export async function importVersion(
  { gatewayUrl, roomId }: VersionFilesAddress,
  { personId, personKey }: Pick<Identity, 'personId' | 'personKey'>,
  file: Blob,
  { onSent, signal }: ImportOptions = {},
): Promise<Result<ModelVersion>> {
  const url = addressOf(gatewayUrl, `rooms/${roomId}/versions`);
  try {
    const { body } = await upload(url, file, {
      headers: { 'content-type': 'application/octet-stream', 'x-person-id': personId, 'x-person-key': personKey },
      ...(onSent ? { onSent } : {}),
      ...(signal ? { signal } : {}),
    });
    const answer = body as { version?: ModelVersion; error?: CodedError } | null;
    if (answer?.version) return ok(answer.version);
    // A proxy in between answers for the gateway in words of its own.
    return { ok: false, error: answer?.error ?? codedError('internal') };
  } catch {
    signal?.throwIfAborted();
    return fail('offline');
  }
}
