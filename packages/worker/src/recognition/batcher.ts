import { EventEmitter, once } from 'node:events';

export interface BatcherOptions<T, R> {
  /** A batch is run as soon as so many items wait. */
  maxBatchSize: number;
  /** How long the first item of a batch waits for company, ms. */
  maxQueueDelayMs: number;
  /** How many batches may run at the same time; while so many do, items gather beyond the delay. */
  instanceCount: number;
  /** Runs a batch; returns one result an item, in their order. */
  run(items: T[]): Promise<readonly R[]>;
}

interface Waiting<T, R> {
  item: T;
  resolve(result: R): void;
  reject(reason: unknown): void;
}

/**
 * Gathers single items into batches (dynamic batching, with the names that model servers use for its settings). An item
 * waits at most `maxQueueDelayMs` unless all instances are busy: a loaded server makes its batches larger, not its
 * queue longer.
 */
export class Batcher<T, R> {
  readonly #options: BatcherOptions<T, R>;
  #waiting: Waiting<T, R>[] = [];
  #running = 0;
  #timer: NodeJS.Timeout | null = null;
  /** Whether the first waiting item has waited its time. */
  #due = false;
  readonly #events = new EventEmitter<{ idle: [] }>();

  constructor(options: BatcherOptions<T, R>) {
    this.#options = options;
  }

  /** Resolves with the item's result; rejects with what its batch was rejected with. */
  add(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#next();
    });
  }

  /** Waits until nothing waits and nothing runs. @throws when the signal is aborted before */
  async idle(signal: AbortSignal): Promise<void> {
    while (!this.#isIdle) await once(this.#events, 'idle', { signal });
  }

  get #isIdle(): boolean {
    return this.#waiting.length === 0 && this.#running === 0;
  }

  #next(): void {
    const { maxBatchSize, maxQueueDelayMs, instanceCount } = this.#options;
    while (this.#running < instanceCount && (this.#waiting.length >= maxBatchSize || this.#due)) {
      const batch = this.#waiting.splice(0, maxBatchSize);
      this.#stopClock();
      if (batch.length > 0) void this.#run(batch);
    }
    if (this.#waiting.length > 0 && !this.#timer && !this.#due) {
      this.#timer = setTimeout(() => {
        this.#timer = null;
        this.#due = true;
        this.#next();
      }, maxQueueDelayMs);
    }
    if (this.#isIdle) this.#events.emit('idle');
  }

  #stopClock(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#due = false;
  }

  async #run(batch: Waiting<T, R>[]): Promise<void> {
    this.#running++;
    try {
      const results = await this.#options.run(batch.map(({ item }) => item));
      if (results.length !== batch.length) {
        throw new Error(`A batch of ${batch.length} items gave ${results.length} results`);
      }
      for (const [i, { resolve }] of batch.entries()) resolve(results[i]!);
    } catch (reason) {
      for (const { reject } of batch) reject(reason);
    } finally {
      this.#running--;
      this.#next();
    }
  }
}
