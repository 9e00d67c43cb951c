import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Limits, Result, VersionFormat } from '@inkroom/shared';

/** What the thread is started with. */
export interface ExportThreadData {
  redisUrl: string;
  limits: Limits;
}

export interface ExportOrder {
  id: number;
  roomId: string;
  versionId: string;
  format: VersionFormat;
}

/** A zip or a refusal; or what was thrown, for the log. */
export type ExportAnswer = { id: number; result: Result<Uint8Array> } | { id: number; failure: string };

/** The built file, also where this one runs from its source: a thread is no place for a loader. */
const THREAD = fileURLToPath(new URL('../../dist/http/export-thread.js', import.meta.url));
/** A thread that is not asked for anything keeps its memory no longer than this, ms. */
const IDLE_MS = 30_000;

interface Waiting {
  resolve(result: Result<Uint8Array>): void;
  reject(error: Error): void;
}

/**
 * Makes files of model versions on a thread with a Redis connection of its own: reading megabytes, checking their digests and
 * zipping them takes a tenth of a second, for which neither the gateway's event loop nor the operations' connection may stand
 * still.
 */
export class Exporter {
  readonly #waiting = new Map<number, Waiting>();
  #thread: Worker | null = null;
  #idle: NodeJS.Timeout | null = null;
  #orders = 0;

  constructor(private readonly data: ExportThreadData) {}

  /**
   * A version's zip, with the card as the room has it.
   * @returns `version_not_found`, `artifact_corrupt` or `storage_unavailable`
   * @throws Error when the thread fails
   */
  export(roomId: string, versionId: string, format: VersionFormat): Promise<Result<Uint8Array>> {
    const thread = this.#running();
    const order: ExportOrder = { id: ++this.#orders, roomId, versionId, format };
    return new Promise((resolve, reject) => {
      this.#waiting.set(order.id, { resolve, reject });
      thread.postMessage(order);
    });
  }

  async close(): Promise<void> {
    await this.#end(new Error('the gateway is closing'));
  }

  #running(): Worker {
    if (this.#idle) clearTimeout(this.#idle);
    this.#idle = null;
    if (this.#thread) return this.#thread;
    const thread = new Worker(THREAD, { workerData: this.data });
    this.#thread = thread;
    // It must not keep a gateway alive that has ended otherwise.
    thread.unref();
    thread.on('message', (answer: ExportAnswer) => this.#settle(answer));
    thread.on('error', (error) => {
      if (this.#thread === thread) void this.#end(error);
    });
    return thread;
  }

  #settle(answer: ExportAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('result' in answer) waiting?.resolve(answer.result);
    else waiting?.reject(new Error(answer.failure));
    if (this.#waiting.size === 0) this.#idle = setTimeout(() => void this.close(), IDLE_MS).unref();
  }

  async #end(reason: Error): Promise<void> {
    const thread = this.#thread;
    this.#thread = null;
    if (this.#idle) clearTimeout(this.#idle);
    this.#idle = null;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(reason);
    await thread?.terminate();
  }
}
