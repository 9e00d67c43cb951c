import { type Limits, type Score, tickMs } from '@inkroom/shared';
import { keepScore, type RoomCopy, type RoomWriterOptions, SCORE_POINT_MS } from '@inkroom/store';
import type { Audience } from './audience.js';
import type { PredictionQueue } from './prediction-queue.js';
import type { Receiver } from './receiver.js';
import type { RoomPredictions } from './room-predictions.js';
import { ScoreBoard } from './score-board.js';
import { Tick } from './tick.js';

/** The score is looked at once in so many ticks: it is a message of its own, and nobody reads faster. */
const LOOK_TICKS = 20;

/**
 * Tells a room's people its score whenever it changes, and keeps it as a line over time. After a change of the model the other pages are
 * predicted anew one by one, behind the open one: the score counts them all.
 */
export class ScoreTeller {
  readonly #board: ScoreBoard;
  readonly #look: Tick;
  #told: Score | null = null;
  #keeping: NodeJS.Timeout | null = null;

  constructor(
    private readonly roomId: string,
    private readonly store: Pick<RoomWriterOptions, 'redis' | 'clock'>,
    private readonly copy: RoomCopy,
    private readonly audience: Audience,
    private readonly predictions: RoomPredictions,
    private readonly queue: PredictionQueue,
    private readonly limits: Limits,
  ) {
    this.#board = new ScoreBoard(predictions);
    this.#look = new Tick(
      () => LOOK_TICKS * tickMs(audience.receivers.size, limits),
      () => this.#tell(),
    );
  }

  /** Something that it may depend on has changed. */
  changed(): void {
    this.#look.request();
  }

  /** Tells somebody who has just come in. */
  begin({ socket }: Receiver): void {
    if (this.copy.state) socket.emit('room.score', this.#board.of(this.copy.state));
  }

  stop(): void {
    this.#look.stop();
    if (this.#keeping) this.#keep();
  }

  #tell(): void {
    const { state } = this.copy;
    if (!state) return;
    const score = this.#board.of(state);
    const page = this.#board.nextBehind(state);
    if (page !== null) this.queue.changed(this.roomId, page, this.predictions.missing(state, page));
    if (this.#told && isSame(this.#told, score)) return;
    this.#told = score;
    this.audience.tell('room.score', score);
    // Not at once: a model's change is one step of the line, not one for each page that it reads.
    this.#keeping ??= setTimeout(() => this.#keep(), SCORE_POINT_MS);
  }

  #keep(): void {
    if (this.#keeping) clearTimeout(this.#keeping);
    this.#keeping = null;
    if (!this.#told || this.#told.written === 0) return;
    // A point less in the line is no fault that somebody must hear of.
    const { redis, clock } = this.store;
    keepScore(redis, this.roomId, this.#told, clock.now(), this.limits).catch(() => {});
  }
}

function isSame(a: Score, b: Score): boolean {
  return a.inked === b.inked && a.written === b.written && a.read === b.read && a.right === b.right;
}
