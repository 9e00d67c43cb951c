import { EventEmitter, once } from 'node:events';

export interface BatcherOptions<T, R> {
  /** A batch is run as soon as so many items wait. */
  maxBatchSize: number;
  /** How long the first item of a batch waits for company, ms. */
  maxQueueDelayMs: number;
  /** How many batches may run at the same time; while so many do, items gather beyond the delay. */
  instanceCount: number;
  /** Whose turn an item takes: a batch takes from all in turn, so that nobody's many keep others waiting (R7). All are one's when left out. */
  turnOf?(item: T): string;
  /** Items that one turn takes at most, for those who share a turn are cheaper together; 1 when left out. */
  turnMax?: number;
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
  /** What waits, in the order of turns: who has had one goes to the end. */
  readonly #waiting = new Map<string, Waiting<T, R>[]>();
  #waitingCount = 0;
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
      const turn = this.#options.turnOf?.(item) ?? '';
      const own = this.#waiting.get(turn);
      if (own) own.push({ item, resolve, reject });
      else this.#waiting.set(turn, [{ item, resolve, reject }]);
      this.#waitingCount++;
      this.#next();
    });
  }

  /** Waits until nothing waits and nothing runs. @throws when the signal is aborted before */
  async idle(signal: AbortSignal): Promise<void> {
    while (!this.#isIdle) await once(this.#events, 'idle', { signal });
  }

  get #isIdle(): boolean {
    return this.#waitingCount === 0 && this.#running === 0;
  }

  #next(): void {
    const { maxBatchSize, maxQueueDelayMs, instanceCount } = this.#options;
    while (this.#running < instanceCount && (this.#waitingCount >= maxBatchSize || this.#due)) {
      const batch = this.#take(maxBatchSize);
      this.#stopClock();
      if (batch.length > 0) void this.#run(batch);
    }
    if (this.#waitingCount > 0 && !this.#timer && !this.#due) {
      this.#timer = setTimeout(() => {
        this.#timer = null;
        this.#due = true;
        this.#next();
      }, maxQueueDelayMs);
    }
    if (this.#isIdle) this.#events.emit('idle');
  }

  #take(max: number): Waiting<T, R>[] {
    const taken: Waiting<T, R>[] = [];
    while (taken.length < max && this.#waiting.size > 0) {
      const [turn, own] = this.#waiting.entries().next().value!;
      taken.push(...own.splice(0, Math.min(this.#options.turnMax ?? 1, max - taken.length)));
      this.#waiting.delete(turn);
      if (own.length > 0) this.#waiting.set(turn, own);
    }
    this.#waitingCount -= taken.length;
    return taken;
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
