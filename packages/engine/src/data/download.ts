import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fail, ok, type Result } from '@inkroom/shared';

export interface DownloadProgress {
  file: string;
  receivedBytes: number;
  /** Bytes of all files together. */
  totalBytes: number;
}

export interface DownloadOptions {
  address: string;
  /** Where the file is kept; it appears there only when it is whole and accepted. */
  target: string;
  /** Given up when nothing comes for so long, the connection included. */
  timeoutMs: number;
  /** More than this is not what was asked for. */
  maxBytes: number;
  /** Says what is wrong with the content, or null. */
  accept: (bytes: Uint8Array) => string | null;
  signal?: AbortSignal | undefined;
  onReceived?: (bytes: number) => void;
  /** The file is there, but could not be kept: a full disk. */
  onNotKept?: (reason: string) => void;
}

/** Fetches a file. Failures are `dataset_unavailable` with the address and the reason, or `run_cancelled`. */
export async function download(options: DownloadOptions): Promise<Result<Uint8Array>> {
  const stalled = new AbortController();
  const restart = () => setTimeout(() => stalled.abort(new Error('it sends nothing')), options.timeoutMs);
  let timer = restart();
  const signal = options.signal ? AbortSignal.any([options.signal, stalled.signal]) : stalled.signal;
  try {
    const response = await fetch(options.address, { signal });
    if (!response.ok || !response.body) throw new Error(`it answers ${response.status}`);
    const chunks: Uint8Array[] = [];
    let received = 0;
    for await (const chunk of response.body) {
      clearTimeout(timer);
      timer = restart();
      chunks.push(chunk);
      received += chunk.length;
      if (received > options.maxBytes) throw new Error('it sends more than the file');
      options.onReceived?.(received);
    }
    const bytes = Buffer.concat(chunks);
    const fault = options.accept(bytes);
    if (fault) throw new Error(fault);
    await keep(bytes, options.target).catch((thrown: unknown) => options.onNotKept?.(reasonOf(thrown)));
    return ok(bytes);
  } catch (thrown) {
    if (options.signal?.aborted) return fail('run_cancelled');
    const reason = stalled.signal.aborted ? 'it sends nothing' : reasonOf(thrown);
    const { address } = options;
    return fail('dataset_unavailable', { address, reason }, `${address} could not be had: ${reason}.`);
  } finally {
    clearTimeout(timer);
    // Lets go of a connection whose rest is not wanted any more.
    stalled.abort();
  }
}

/** Written beside its place and renamed: a reader sees all of it or nothing, also when two fetch it at once, in containers with the same process ids. */
async function keep(bytes: Uint8Array, target: string): Promise<void> {
  const partial = `${target}.${randomUUID()}.partial`;
  await mkdir(dirname(target), { recursive: true });
  try {
    await writeFile(partial, bytes);
    await rename(partial, target);
  } finally {
    await rm(partial, { force: true });
  }
}

/** What lies behind fetch's "fetch failed". */
function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return thrown.cause instanceof Error ? thrown.cause.message : thrown.message;
}
