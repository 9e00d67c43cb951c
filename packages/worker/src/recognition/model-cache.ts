import type { Recogniser } from '@inkroom/engine/recogniser';
import { type CodedError, ok, type Result } from '@inkroom/shared';
import type { Logger } from 'pino';
import { modelFault } from './model-fault.js';

export interface ModelCacheOptions {
  /** Versions kept loaded; the one not used for longest goes first. */
  capacity: number;
  /** Versions that stay loaded: there is always one to read with. */
  pinned?: readonly string[];
  /** After a failed load a version is tried again no sooner than this, ms. */
  retryMs: number;
  load(versionId: string): Promise<Result<Recogniser>>;
  log: Logger;
  now?: () => number;
}

interface Entry {
  recogniser: Promise<Result<Recogniser>>;
  isLoaded: boolean;
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
  /** Why versions could not be loaded, until they can. */
  readonly #failures = new Map<string, { error: CodedError; until: number }>();
  /** What was read with since somebody asked. */
  readonly #used = new Set<string>();
  readonly #now: () => number;

  constructor(options: ModelCacheOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /**
   * Lends a loaded version to `work`, which must not keep it.
   * @returns what `work` returns, or why the version could not be loaded or failed in its hands
   */
  async use<T>(versionId: string, work: (recogniser: Recogniser) => Promise<T>): Promise<Result<T>> {
    const used = await this.#lend(versionId, work);
    if (used.ok) this.#used.add(versionId);
    return used;
  }

  /** Whether `use` would lend a version at once; else why not, where a load has failed. */
  readiness(versionId: string): { isReady: boolean; error: CodedError | null } {
    const isReady = this.#entries.get(versionId)?.isLoaded ?? false;
    return { isReady, error: isReady ? null : (this.#failures.get(versionId)?.error ?? null) };
  }

  /** Loads a version that is about to be used; what is wrong with it is what `use` says. */
  async warm(versionId: string): Promise<Result<true>> {
    return this.#lend(versionId, async () => true as const);
  }

  /** The versions that were used since this was last called. */
  takeUsed(): string[] {
    const used = [...this.#used];
    this.#used.clear();
    return used;
  }

  async #lend<T>(versionId: string, work: (recogniser: Recogniser) => Promise<T>): Promise<Result<T>> {
    const failure = this.#failures.get(versionId);
    if (failure && this.#now() < failure.until) return { ok: false, error: failure.error };
    const entry = this.#touch(versionId);
    entry.users++;
    try {
      const loaded = await entry.recogniser;
      if (!loaded.ok) return loaded;
      try {
        return ok(await work(loaded.value));
      } catch (thrown) {
        return { ok: false, error: modelFault(versionId, thrown, this.#options.log) };
      }
    } finally {
      entry.users--;
      if (entry.evicted && entry.users === 0) void this.#dispose(entry);
    }
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
      const oldestId = [...this.#entries.keys()].find((id) => id !== versionId && !this.#options.pinned?.includes(id));
      if (oldestId !== undefined) this.#evict(oldestId);
    }
    return entry;
  }

  #evict(versionId: string): void {
    const entry = this.#entries.get(versionId)!;
    this.#entries.delete(versionId);
    entry.evicted = true;
    if (entry.users === 0) void this.#dispose(entry);
  }

  #load(versionId: string): Entry {
    const entry: Entry = { recogniser: this.#options.load(versionId), isLoaded: false, users: 0, evicted: false };
    const forget = () => {
      if (this.#entries.get(versionId) === entry) this.#entries.delete(versionId);
    };
    entry.recogniser.then((loaded) => {
      if (loaded.ok) {
        entry.isLoaded = true;
        this.#failures.delete(versionId);
        return;
      }
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
