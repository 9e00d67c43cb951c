import type { CellIndex } from '../page.js';
import type { StrokeId } from '../protocol/ids.js';
import type { CellLabel, Opinion } from '../protocol/room.js';
import type { Case } from './context.js';
import type { LedgerFacts } from './effects.js';
import { labelled } from './sampling.js';

/** What is said of cells, said of what they hold and of what people say now: one operation may change many of them. */
export class Relabelling {
  readonly labels: [page: number, cell: CellIndex, label: CellLabel][] = [];
  #facts: LedgerFacts = {};
  #on: Case;
  #changesSamples = false;

  constructor(on: Case) {
    this.#on = on;
  }

  /**
   * @param opinions all that people say of the cell now, at least one
   * @param former the label so far
   */
  cell(
    page: number,
    cell: CellIndex,
    strokes: readonly StrokeId[],
    opinions: readonly Opinion[],
    former: CellLabel | null,
  ): CellLabel {
    const { state, ledger, limits } = this.#on;
    // Each new sample has a name of its own.
    const opId = `${this.#on.opId}_${page}_${cell}`;
    const again = labelled(state, ledger, { page, cell, strokes, opId, opinions, former }, limits);
    if (again.samples) this.#on = { ...this.#on, state: { ...state, samples: again.samples } };
    this.#changesSamples ||= again.samples !== undefined;
    this.#facts = {
      parts: { ...this.#facts.parts, ...again.facts?.parts },
      samples: { ...this.#facts.samples, ...again.facts?.samples },
    };
    this.labels.push([page, cell, again.label]);
    return again.label;
  }

  /** What else of an effect comes of it. */
  get rest() {
    return this.#changesSamples ? { samples: this.#on.state.samples, facts: this.#facts } : {};
  }
}
