import { type Page, pageNumbers, pageScore, type RoomState, type Score, sumOfScores } from '@inkroom/shared';
import type { RoomPredictions } from './room-predictions.js';

interface Counted {
  page: Page;
  generation: number;
  changes: number;
  score: Score;
}

/** How well the room's model reads all of a room's pages. A page is counted anew when something of it has changed. */
export class ScoreBoard {
  readonly #counted = new Map<number, Counted>();
  /** Pages that were asked to be predicted anew, and for which generation. */
  readonly #asked = new Map<number, number>();

  constructor(private readonly predictions: RoomPredictions) {}

  of(state: RoomState): Score {
    return sumOfScores(pageNumbers(state).map((number) => this.#scoreOf(state, number)));
  }

  /**
   * The next page of which digits wait to be predicted by the room's model, and were not asked for yet; null where there is none, or
   * while the open one is not done: it comes first.
   */
  nextBehind(state: RoomState): number | null {
    if (this.#isBehind(state, state.page)) return null;
    for (const number of pageNumbers(state)) {
      if (!this.#isBehind(state, number) || this.#asked.get(number) === state.generation) continue;
      this.#asked.set(number, state.generation);
      return number;
    }
    return null;
  }

  #isBehind(state: RoomState, number: number): boolean {
    const { read, written } = this.#scoreOf(state, number);
    return read < written;
  }

  #scoreOf(state: RoomState, number: number): Score {
    const page = state.pages[number]!;
    const { generation } = state;
    const changes = this.predictions.changes(number);
    const known = this.#counted.get(number);
    if (known?.page === page && known.generation === generation && known.changes === changes) return known.score;
    const score = pageScore(page, generation, this.predictions.newest(number));
    this.#counted.set(number, { page, generation, changes, score });
    return score;
  }
}
