import {
  authorOf,
  type Cell,
  type CellLabel,
  type Clearing,
  type Effect,
  type GaveWay,
  type GivenRole,
  type LogEntry,
  opinionOf,
  type Page,
  type Prediction,
  pageOf,
  type RoomState,
  type RunDetails,
  type StrokeId,
} from '@inkroom/shared';

/**
 * What somebody may see of a room whose people work apart: their own ink, and what is said and predicted of that. What they may not see
 * is told as if it were not there; of an entry, its number alone.
 */
export class Sight {
  private constructor(
    private readonly personId: string,
    private readonly state: RoomState,
    private readonly drawsAlone: (page: number, cell: number, personId: string) => boolean,
  ) {}

  /**
   * @param drawsAlone whether somebody, and nobody else, is writing in a cell
   * @returns null for whoever may see all
   */
  static of(
    state: RoomState,
    { id, role }: { id: string; role: GivenRole },
    drawsAlone: (page: number, cell: number, personId: string) => boolean,
  ): Sight | null {
    if (!state.apart || role === 'host') return null;
    return new Sight(id, state, drawsAlone);
  }

  page(page: Page): Page {
    const cells = Object.entries(page.cells).flatMap(([index, cell]) => {
      const seen = this.#cell(cell);
      return seen ? [[index, seen]] : [];
    });
    const cleared = page.cleared.flatMap((clearing) => this.#clearing(clearing) ?? []);
    return { ...page, cells: Object.fromEntries(cells), cleared };
  }

  entry(entry: LogEntry): LogEntry {
    const effect = this.#effect(entry.by, entry.effect);
    return effect === entry.effect ? entry : { ...entry, effect };
  }

  /** What is predicted of a cell tells what is written there. */
  allows({ page, cell }: Pick<Prediction, 'page' | 'cell'>): boolean {
    const strokes = pageOf(this.state, page).cells[cell]?.strokes ?? [];
    if (strokes.length === 0) return this.drawsAlone(page, cell, this.personId);
    return strokes.every(this.#isOwn);
  }

  /** What models read of the room's samples shows what others wrote. */
  details(all: RunDetails): RunDetails {
    const details = { ...all, shelf: null };
    const { evaluation } = details;
    if (!evaluation) return details;
    const mistakes = evaluation.mistakes.filter(({ part }) => part === 'test');
    const corrections = evaluation.corrections && { ...evaluation.corrections, changed: [] };
    return { ...details, evaluation: { ...evaluation, mistakes, corrections } };
  }

  readonly #isOwn = (id: StrokeId): boolean => authorOf(id) === this.personId;

  #cell(cell: Cell): Cell | null {
    const strokes = cell.strokes.filter(this.#isOwn);
    if (strokes.length === 0) return null;
    return { ...cell, strokes, label: this.#label(cell.label) };
  }

  /** What they said themselves, as if nobody else had said anything. */
  #label(label: CellLabel | null): CellLabel | null {
    const own = opinionOf(label, this.personId);
    return own ? { ...own, sampleId: label!.sampleId } : null;
  }

  /** Null where nothing of it is theirs. */
  #clearing(clearing: Clearing): Clearing | null {
    const cells = clearing.cells.flatMap((cell) => {
      const strokes = cell.strokes.filter(this.#isOwn);
      return strokes.length > 0 ? [{ ...cell, strokes, label: null }] : [];
    });
    return cells.length > 0 ? { ...clearing, cells } : null;
  }

  #effect(by: string, effect: Effect): Effect {
    const isTheirs = by === this.personId;
    switch (effect.kind) {
      case 'stroke.add':
      case 'stroke.remove': {
        if (!isTheirs) return effect.kind === 'stroke.add' ? this.#grown(effect) : HIDDEN;
        const { label = null, ...rest } = effect;
        const own = this.#label(label);
        return own ? { ...rest, label: own } : rest;
      }
      case 'cell.label':
        return isTheirs ? { ...effect, label: this.#label(effect.label) } : HIDDEN;
      case 'person.role': {
        const { labels: _labels, ...rest } = effect;
        return rest;
      }
      case 'ink.clear': {
        const { labels: _labels, ...rest } = effect;
        const clearing = this.#clearing(effect.clearing);
        if (!clearing) return HIDDEN;
        const kept = new Set(clearing.cells.map(({ cell }) => cell));
        const revisions = effect.revisions.filter((_, i) => kept.has(effect.clearing.cells[i]!.cell));
        return { ...rest, clearing, revisions };
      }
      case 'ink.restore': {
        const cells = effect.cells.flatMap((cell) => {
          const strokes = cell.strokes.filter(this.#isOwn);
          return strokes.length > 0 ? [{ ...cell, strokes, label: null }] : [];
        });
        return cells.length > 0 ? { ...effect, cells } : this.#grown(effect);
      }
      case 'samples.withdraw': {
        const { labels = [], ...rest } = effect;
        // To them a cell of which others still say something has no label left.
        if (effect.personId === this.personId)
          return { ...rest, cells: [...effect.cells, ...labels.map(([page, cell]): [number, number] => [page, cell])] };
        const cells = effect.cells.filter(([page, cell]) =>
          pageOf(this.state, page).cells[cell]?.strokes.some(this.#isOwn),
        );
        return { ...rest, cells };
      }
      default:
        return effect;
    }
  }

  /** A page that somebody's ink has made grow is larger for everybody, and what gave way to it is gone for everybody. */
  #grown({
    page,
    rows,
    gaveWay,
  }: {
    page: number;
    rows?: number | undefined;
    gaveWay?: GaveWay[] | undefined;
  }): Effect {
    if (rows === undefined && !gaveWay) return HIDDEN;
    return { kind: 'page.grow', page, rows: rows ?? pageOf(this.state, page).rows, ...(gaveWay && { gaveWay }) };
  }
}

const HIDDEN: Effect = { kind: 'hidden' };
