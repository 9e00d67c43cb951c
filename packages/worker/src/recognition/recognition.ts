import { setTimeout as delay } from 'node:timers/promises';
import { inTurns } from '@inkroom/engine/recogniser';
import {
  type CodedError,
  DEFAULT_VERSION_ID,
  IMAGE_SIZE,
  type PredictionRecord,
  type Result,
  renderStrokes,
  type StandsIn,
} from '@inkroom/shared';
import type { CellInput, CellRequest } from '@inkroom/store';
import { ChallengerReader } from './challenger-reader.js';
import { type DigitScores, infer, type Models } from './infer.js';

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;
/** Rooms whose last good model is remembered. */
const ROOMS_REMEMBERED = 1000;

/** Models of which it is known whether they can be used at once; {@link ModelCache} lends them. */
export interface ReadyModels extends Models {
  /** Whether the version is loaded; else what went wrong with it last, if anything has. */
  readiness(versionId: string): { isReady: boolean; error: CodedError | null };
  /** Loads a version that is not, unless that has just failed. */
  warm(versionId: string): Promise<unknown>;
}

export interface RecognitionDeps {
  workerId: string;
  models: ReadyModels;
  readCellInputs(asked: readonly CellRequest[]): Promise<(CellInput | null)[]>;
  publish(byRoom: ReadonlyMap<string, readonly PredictionRecord[]>): Promise<unknown>;
  /** A room's model was loaded, or had to be waited for, and could not be used; `used` answered instead, or none when null. */
  onModelFailure(insteadOf: string, used: string | null, error: CodedError): void;
  /** A room's challenger could not be used. */
  onChallengerFailure(versionId: string, error: CodedError): void;
  /** A prediction of a challenger that came too late could not be told. */
  onLateFailure(error: unknown): void;
  /** How long a champion's prediction waits for its challenger's, ms. */
  challengerDelayMs: number;
  /** See {@link ChallengerReader}. */
  challengerBacklogMax: number;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

interface Item {
  asked: CellRequest;
  input: CellInput;
  takenAt: number;
}

/** A cell that its champion has read. */
interface Read {
  roomId: string;
  challenger: string | null;
  image: Float32Array;
  prediction: PredictionRecord;
}

/**
 * Reads batches of cells: ink from the store, images under each room's framing, one inference for each model. No cell waits
 * for a model to be loaded while another one can read it: a champion that is not ready is stood in for (`insteadOf`), and
 * whoever has asked for the prediction asks again.
 */
export class Recognition {
  readonly #deps: RecognitionDeps;
  readonly #now: () => number;
  readonly #challengers: ChallengerReader;
  /** Predictions of challengers that were not in time and will be told on their own. */
  readonly #late = new Set<Promise<void>>();
  /** The model that last answered in a room: what goes on answering when the next one cannot be loaded. */
  readonly #lastGood = new Map<string, string>();

  constructor(deps: RecognitionDeps) {
    this.#deps = deps;
    this.#now = deps.now ?? Date.now;
    const { models, challengerBacklogMax, onChallengerFailure } = deps;
    this.#challengers = new ChallengerReader({
      models,
      backlogMax: challengerBacklogMax,
      onFailure: onChallengerFailure,
    });
  }

  /**
   * Reads cells and publishes what the models say. A cell without ink publishes nothing.
   * @returns for each whether something was read
   */
  async readBatch(asked: readonly CellRequest[]): Promise<boolean[]> {
    const takenAt = this.#now();
    const inputs = await this.#deps.readCellInputs(asked);
    const items = inputs.flatMap((input, i) => (input ? [{ asked: asked[i]!, input, takenAt }] : []));
    const groups = grouped(items, ({ input }) => input.modelVersion);
    // Each group publishes on its own: rooms must not wait for another room's model to be loaded.
    await Promise.all([...groups].map(([versionId, items]) => this.#readGroup(versionId, items)));
    return inputs.map((input) => input !== null);
  }

  /** Settles when the predictions that were late have been told. */
  async settled(): Promise<void> {
    await Promise.all(this.#late);
  }

  async #readGroup(champion: string, items: readonly Item[]): Promise<void> {
    const { isReady, error } = this.#deps.models.readiness(champion);
    if (isReady) return this.#readWithChampion(champion, items);
    this.#loadAhead(champion);
    const byStandIn = grouped(items, ({ input }) => this.#readyStandIn(input));
    await Promise.all(
      [...byStandIn].map(async ([standIn, left]) => {
        if (standIn !== null && (await this.#readWith(standIn, left, { modelVersion: champion, error })).ok) return;
        await this.#readWithChampion(champion, left);
      }),
    );
  }

  async #readWithChampion(champion: string, items: readonly Item[]): Promise<void> {
    const read = await this.#readWith(champion, items, null);
    if (read.ok) {
      for (const { input } of items) this.#remember(input.roomId, champion);
      return;
    }
    const { error } = read;
    const stranded = grouped(items, ({ input }) => this.#standIns(input)[0] ?? DEFAULT_VERSION_ID);
    for (const [standIn, left] of stranded) {
      const used = await this.#readWithFirst([standIn, DEFAULT_VERSION_ID], left, { modelVersion: champion, error });
      this.#deps.onModelFailure(champion, used, error);
    }
  }

  /** Reads with the first of the versions that can be used, and says which; null when none can. */
  async #readWithFirst(
    versionIds: readonly string[],
    items: readonly Item[],
    insteadOf: StandsIn,
  ): Promise<string | null> {
    for (const versionId of new Set(versionIds)) {
      if ((await this.#readWith(versionId, items, insteadOf)).ok) return versionId;
    }
    return null;
  }

  /** Who may read in the champion's place, the best first: what last read here as champion, the champion before, the default. */
  #standIns({ roomId, previous, modelVersion }: CellInput): string[] {
    const inOrder = [this.#lastGood.get(roomId), previous, DEFAULT_VERSION_ID];
    return inOrder.filter((id) => typeof id === 'string').filter((id) => id !== modelVersion);
  }

  #readyStandIn(input: CellInput): string | null {
    const { models } = this.#deps;
    const standIns = this.#standIns(input);
    const ready = standIns.find((id) => models.readiness(id).isReady) ?? null;
    // The better one shall be there for the next cell, should the champion not be.
    if (standIns[0] !== undefined && standIns[0] !== ready) this.#loadAhead(standIns[0]);
    return ready;
  }

  #loadAhead(versionId: string): void {
    // What is wrong with it is told by whoever loads it; a store that does not answer is asked again with the next cell.
    this.#deps.models.warm(versionId).catch(() => {});
  }

  /** Renders, infers and publishes; an error of the model is a value, one of the store is thrown. */
  async #readWith(versionId: string, items: readonly Item[], insteadOf: StandsIn | null): Promise<Result<void>> {
    const rasteriseMs: number[] = [];
    const images = new Float32Array(items.length * PIXELS);
    await inTurns(items.length, (i) => {
      const { strokes, framing } = items[i]!.input;
      const start = performance.now();
      renderStrokes(strokes, framing, images.subarray(i * PIXELS, (i + 1) * PIXELS));
      rasteriseMs.push(performance.now() - start);
    });
    const inferred = await infer(this.#deps.models, versionId, images, items.length);
    if (!inferred.ok) return inferred;
    const { predictions, inferMs } = inferred.value;
    const publishedAt = this.#now();
    const read = items.map(({ asked, input, takenAt }, i): Read => {
      const { roomId, page, cell, revision, live, generation, framing, challenger } = input;
      const prediction: PredictionRecord = {
        page,
        cell,
        revision,
        live,
        generation,
        modelVersion: versionId,
        insteadOf,
        framing,
        ...predictions[i]!,
        byChallenger: null,
        challengerError: null,
        times: {
          // Clocks of two machines may differ by more than a queue takes.
          queueMs: Math.max(0, takenAt - asked.queuedAt),
          rasteriseMs: inMicroseconds(rasteriseMs[i]!),
          inferMs: inMicroseconds(inferMs),
          totalMs: Math.max(0, publishedAt - asked.queuedAt),
        },
        batch: items.length,
        workerId: this.#deps.workerId,
      };
      return { roomId, challenger, image: images.subarray(i * PIXELS, (i + 1) * PIXELS), prediction };
    });
    const byChallenger = grouped(read, ({ challenger }) => challenger);
    await Promise.all(
      [...byChallenger].map(([challenger, cells]) =>
        challenger === null ? this.#publish(cells) : this.#publishWithChallenger(challenger, cells),
      ),
    );
    return { ok: true, value: undefined };
  }

  /**
   * Tells the champion's predictions together with the challenger's of the same images. A challenger that takes longer than
   * `challengerDelayMs` holds nothing up: its predictions follow in a second message.
   */
  async #publishWithChallenger(challenger: string, cells: readonly Read[]): Promise<void> {
    const images = new Float32Array(cells.length * PIXELS);
    for (const [i, { image }] of cells.entries()) images.set(image, i * PIXELS);
    const challenged = this.#challengers.read(challenger, images, cells.length);
    const waiting = new AbortController();
    const inTime = await Promise.race([
      challenged,
      delay(this.#deps.challengerDelayMs, undefined, { signal: waiting.signal }).catch(() => undefined),
    ]);
    waiting.abort();
    await this.#publish(inTime ? withChallenger(challenger, cells, inTime) : cells);
    if (inTime !== undefined) return;
    const late = challenged
      .then(async (result) => result && (await this.#publish(withChallenger(challenger, cells, result))))
      .catch(this.#deps.onLateFailure)
      .finally(() => this.#late.delete(late)) as Promise<void>;
    this.#late.add(late);
  }

  async #publish(cells: readonly Read[]): Promise<void> {
    const byRoom = grouped(cells, ({ roomId }) => roomId);
    await this.#deps.publish(
      new Map([...byRoom].map(([roomId, list]) => [roomId, list.map(({ prediction }) => prediction)])),
    );
  }

  #remember(roomId: string, versionId: string): void {
    this.#lastGood.delete(roomId);
    this.#lastGood.set(roomId, versionId);
    if (this.#lastGood.size > ROOMS_REMEMBERED) this.#lastGood.delete(this.#lastGood.keys().next().value!);
  }
}

/** A time in ms without the digits that no clock has. */
function inMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

function withChallenger(modelVersion: string, cells: readonly Read[], result: Result<readonly DigitScores[]>): Read[] {
  return cells.map((cell, i) => {
    const read = result.ok
      ? { byChallenger: { modelVersion, ...result.value[i]! } }
      : { challengerError: result.error };
    return { ...cell, prediction: { ...cell.prediction, ...read } };
  });
}

function grouped<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
