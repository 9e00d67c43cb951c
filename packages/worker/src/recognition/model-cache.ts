import type { Recogniser } from '@inkroom/engine/recogniser';
import { type CodedError, ok, type Result } from '@inkroom/shared';

export interface ModelCacheOptions {
  /** Versions kept loaded; the one not used for longest goes first. */
  capacity: number;
  /** How long a failed load is remembered before it is tried again, ms. */
  retryMs: number;
  load(versionId: string): Promise<Result<Recogniser>>;
  now?: () => number;
}

interface Entry {
  recogniser: Promise<Result<Recogniser>>;
  /** Batches that use it now; an entry that was evicted is disposed of after the last. */
  users: number;
  evicted: boolean;
}

/**
 * The model versions a worker has loaded. Loads of one version are shared, and a version that cannot be loaded is not
 * asked for again with every cell.
 */
export class ModelCache {
  readonly #options: ModelCacheOptions;
  /** In order of use, the latest last. */
  readonly #entries = new Map<string, Entry>();
  readonly #failures = new Map<string, { error: CodedError; until: number }>();
  readonly #now: () => number;

  constructor(options: ModelCacheOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /**
   * Lends a loaded version to `work`, which must not keep it.
   * @returns what `work` returns, or why the version could not be loaded; what `work` throws is thrown
   */
  async use<T>(versionId: string, work: (recogniser: Recogniser) => Promise<T>): Promise<Result<T>> {
    const failure = this.#failures.get(versionId);
    if (failure && this.#now() < failure.until) return { ok: false, error: failure.error };
    const entry = this.#touch(versionId);
    entry.users++;
    try {
      const loaded = await entry.recogniser;
      if (!loaded.ok) return loaded;
      return ok(await work(loaded.value));
    } finally {
      entry.users--;
      if (entry.evicted && entry.users === 0) void this.#dispose(entry);
    }
  }

  /** Loads a version that is about to be used. */
  async warm(versionId: string): Promise<Result<true>> {
    return this.use(versionId, async () => true as const);
  }

  async close(): Promise<void> {
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    for (const entry of entries) entry.evicted = true;
    await Promise.all(entries.filter(({ users }) => users === 0).map((entry) => this.#dispose(entry)));
  }

  #touch(versionId: string): Entry {
    const entry = this.#entries.get(versionId) ?? this.#load(versionId);
    this.#entries.delete(versionId);
    this.#entries.set(versionId, entry);
    if (this.#entries.size > this.#options.capacity) {
      const [oldestId, oldest] = this.#entries.entries().next().value!;
      this.#entries.delete(oldestId);
      oldest.evicted = true;
      if (oldest.users === 0) void this.#dispose(oldest);
    }
    return entry;
  }

  #load(versionId: string): Entry {
    this.#failures.delete(versionId);
    const entry: Entry = { recogniser: this.#options.load(versionId), users: 0, evicted: false };
    const forget = () => {
      if (this.#entries.get(versionId) === entry) this.#entries.delete(versionId);
    };
    entry.recogniser.then((loaded) => {
      if (loaded.ok) return;
      forget();
      this.#failures.set(versionId, { error: loaded.error, until: this.#now() + this.#options.retryMs });
    }, forget);
    return entry;
  }

  async #dispose(entry: Entry): Promise<void> {
    const loaded = await entry.recogniser.catch(() => null);
    if (loaded?.ok) await loaded.value.dispose();
  }
}
