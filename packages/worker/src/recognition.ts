import type { Recogniser } from '@inkroom/engine/recogniser';
import {
  type CodedError,
  DEFAULT_VERSION_ID,
  DIGITS,
  type Digit,
  fail,
  IMAGE_SIZE,
  type Prediction,
  type Result,
  renderStrokes,
} from '@inkroom/shared';
import type { CellReading, RecognitionJob } from '@inkroom/store';

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;
/** Rooms whose last good model is remembered. */
const ROOMS_REMEMBERED = 1000;

/** Lends loaded models; {@link ModelCache} is one. */
export interface Models {
  use<T>(versionId: string, work: (recogniser: Recogniser) => Promise<T>): Promise<Result<T>>;
}

export interface RecognitionDeps {
  workerId: string;
  models: Models;
  readCells(jobs: readonly RecognitionJob[]): Promise<(CellReading | null)[]>;
  publish(byRoom: ReadonlyMap<string, readonly Prediction[]>): Promise<unknown>;
  /** A room's model could not be used; `insteadOf` was answered by `used`, or by none at all when that is null. */
  onModelFailure(insteadOf: string, used: string | null, error: CodedError): void;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

interface Item {
  job: RecognitionJob;
  reading: CellReading;
  takenAt: number;
}

/** Reads batches of cells: ink from the store, images under each room's framing, one inference for each model. */
export class Recognition {
  readonly #deps: RecognitionDeps;
  readonly #now: () => number;
  /** The model that last answered in a room: what goes on answering when the next one cannot be loaded. */
  readonly #lastGood = new Map<string, string>();

  constructor(deps: RecognitionDeps) {
    this.#deps = deps;
    this.#now = deps.now ?? Date.now;
  }

  /**
   * Reads the jobs' cells and publishes what the models say. A cell without ink publishes nothing.
   * @returns for each job whether something was read
   */
  async readBatch(jobs: readonly RecognitionJob[]): Promise<boolean[]> {
    const takenAt = this.#now();
    const readings = await this.#deps.readCells(jobs);
    const groups = new Map<string, Item[]>();
    for (const [i, reading] of readings.entries()) {
      if (!reading) continue;
      const group = groups.get(reading.modelVersion) ?? [];
      group.push({ job: jobs[i]!, reading, takenAt });
      groups.set(reading.modelVersion, group);
    }
    // Each group publishes on its own: rooms must not wait for another room's model to be loaded.
    await Promise.all([...groups].map(([versionId, items]) => this.#readGroup(versionId, items)));
    return readings.map((reading) => reading !== null);
  }

  async #readGroup(versionId: string, items: readonly Item[]): Promise<void> {
    const read = await this.#readWith(versionId, items);
    if (read.ok) {
      for (const { reading } of items) this.#remember(reading.roomId, versionId);
      return;
    }
    const stranded = new Map<string, Item[]>();
    for (const item of items) {
      const lastGood = this.#lastGood.get(item.reading.roomId) ?? DEFAULT_VERSION_ID;
      stranded.set(lastGood, [...(stranded.get(lastGood) ?? []), item]);
    }
    for (const [lastGood, left] of stranded) {
      const used = await this.#readWithFirst([lastGood, DEFAULT_VERSION_ID], left);
      this.#deps.onModelFailure(versionId, used, read.error);
    }
  }

  /** Reads with the first of the versions that can be used, and says which; null when none can. */
  async #readWithFirst(versionIds: readonly string[], items: readonly Item[]): Promise<string | null> {
    for (const versionId of new Set(versionIds)) {
      if ((await this.#readWith(versionId, items)).ok) return versionId;
    }
    return null;
  }

  /** Renders, infers and publishes; an error of the model is a value, one of the store is thrown. */
  async #readWith(versionId: string, items: readonly Item[]): Promise<Result<void>> {
    const rasteriseMs: number[] = [];
    const images = new Float32Array(items.length * PIXELS);
    for (const [i, { reading }] of items.entries()) {
      const start = performance.now();
      images.set(renderStrokes(reading.strokes, reading.framing), i * PIXELS);
      rasteriseMs.push(performance.now() - start);
    }
    const inferred = await this.#deps.models.use(versionId, async (recogniser) => {
      const start = performance.now();
      try {
        const scores = await recogniser.predict(images, items.length);
        return { scores, inferMs: performance.now() - start };
      } catch (thrown) {
        return fail('artifact_corrupt', { versionId, reason: String(thrown) });
      }
    });
    if (!inferred.ok) return inferred;
    if ('error' in inferred.value) return inferred.value;
    const { scores, inferMs } = inferred.value;
    const publishedAt = this.#now();
    const byRoom = new Map<string, Prediction[]>();
    for (const [i, { job, reading, takenAt }] of items.entries()) {
      const own = Array.from(scores.subarray(i * DIGITS.length, (i + 1) * DIGITS.length));
      const { roomId, sheet, cell, revision, live, generation, framing } = reading;
      const predictions = byRoom.get(roomId) ?? [];
      predictions.push({
        sheet,
        cell,
        revision,
        live,
        generation,
        modelVersion: versionId,
        framing,
        digit: own.indexOf(Math.max(...own)) as Digit,
        scores: own,
        times: {
          // Clocks of two machines may differ by more than a queue takes.
          queueMs: Math.max(0, takenAt - job.queuedAt),
          rasteriseMs: rasteriseMs[i]!,
          inferMs,
          totalMs: Math.max(0, publishedAt - job.queuedAt),
        },
        batch: items.length,
        workerId: this.#deps.workerId,
      });
      byRoom.set(roomId, predictions);
    }
    await this.#deps.publish(byRoom);
    return { ok: true, value: undefined };
  }

  #remember(roomId: string, versionId: string): void {
    this.#lastGood.delete(roomId);
    this.#lastGood.set(roomId, versionId);
    if (this.#lastGood.size > ROOMS_REMEMBERED) this.#lastGood.delete(this.#lastGood.keys().next().value!);
  }
}
