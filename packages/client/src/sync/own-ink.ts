import {
  authorOf,
  type CellIndex,
  codedError,
  givenIdOf,
  type Label,
  mayRemove,
  type Operation,
  opinionOf,
  type StrokeId,
  strokeIdOf,
  strokeOf,
} from '@inkroom/shared';
import { type HistoryStep, present, redo, removals, type Travel, undo } from '../history/history.js';
import type { LiveSender } from '../ink/live-sender.js';
import { type StrokeStart, type StrokeWriter, strokeWriter } from '../ink/stroke-writer.js';
import type { RoomModel } from './room-model.js';

/** What somebody writes and takes away themselves, and how they take that back. */
export class OwnInk {
  /** Ids given to strokes being drawn here: their echo in the room's frames is not somebody else's ink. */
  readonly #drawing = new Set<string>();

  /** With which stroke one has begun a cell that was empty, by page and cell, and when its last stroke ended, ms since the epoch. */
  readonly #begun = new Map<string, { with: string | null; at: number }>();

  constructor(
    private readonly model: RoomModel,
    private readonly live: LiveSender,
    private readonly submit: (op: Operation) => string,
  ) {}

  isDrawing(id: StrokeId): boolean {
    return authorOf(id) === this.model.view.getState().you?.id && this.#drawing.has(givenIdOf(id));
  }

  beginStroke(start: StrokeStart): StrokeWriter {
    const { model, live, submit } = this;
    const { page } = model.view.getState();
    const begun = this.#begin(page, start);
    const authorId = model.view.getState().you?.id ?? '';
    return strokeWriter(start, authorId, model.limits, {
      live: (stroke) => {
        this.#drawing.add(stroke.id);
        live.points(page, stroke);
      },
      durable: (stroke) => {
        this.#done(stroke.id);
        live.finish(stroke.id);
        if (begun) begun.with ??= stroke.id;
        submit({ kind: 'stroke.add', page, stroke: { ...stroke, ...(begun && { begunWith: begun.with! }) } });
      },
      dropped: (id) => {
        this.#done(id);
        live.drop(id);
      },
      ended: (strokes) => {
        const { you } = model.view.getState();
        if (begun) begun.at = Date.now();
        if (strokes.length === 0 || !you) return;
        model.record({
          kind: 'drew',
          page,
          strokes: strokes.map((stroke) => strokeOf(strokeIdOf(you.id, stroke.id), stroke.cell, stroke)),
        });
      },
    });
  }

  undo(): void {
    const { model } = this;
    const { you } = model.view.getState();
    if (you) this.#travel(undo(model.history, model.state, this.#isHere, you));
  }

  redo(): void {
    const { model } = this;
    const { you } = model.view.getState();
    if (you) this.#travel(redo(model.history, model.state, this.#isHere, you));
  }

  erase(strokeIds: readonly string[]): void {
    const { model, submit } = this;
    const { you, page } = model.view.getState();
    const wanted = new Set(strokeIds);
    const strokes = Object.keys(model.page.cells)
      .flatMap((cell) => model.strokesOf(Number(cell)))
      .filter(({ id }) => wanted.has(id) && you && mayRemove(you, id));
    // What is taken out of a cell together with others' ink comes back with it.
    const shared = new Set(strokes.flatMap(({ authorId, cell }) => (authorId === you?.id ? [] : [cell])));
    const own = strokes.filter(({ cell }) => !shared.has(cell));
    const taken = present(own, model.page);
    for (const op of removals(own, page)) submit(op);
    if (own.length > 0) model.record({ kind: 'removed', page, strokes: taken });
    for (const op of removals(
      strokes.filter(({ cell }) => shared.has(cell)),
      page,
    ))
      model.record({ kind: 'cleared', page, op, opId: submit(op) });
  }

  /** Clears the shown page, a cell of it, or one person's ink, as far as one may. */
  clear(what: { cell?: CellIndex; personId?: string }): void {
    const { model, submit } = this;
    const { you, page } = model.view.getState();
    const cells = what.cell === undefined ? Object.values(model.page.cells) : [model.page.cells[what.cell]];
    const strokes = cells.flatMap((cell) => cell?.strokes ?? []);
    if (!you || !strokes.some((id) => mayRemove(you, id) && authorOf(id) === (what.personId ?? authorOf(id)))) return;
    const op = { kind: 'ink.clear' as const, page, ...what };
    model.record({ kind: 'cleared', page, op, opId: submit(op) });
  }

  /** Says what a cell of the shown page holds; null takes back what one said oneself. @returns the operation's id */
  label(cell: CellIndex, label: Label | null): string {
    const { model, submit } = this;
    const { page, you } = model.view.getState();
    const before = (you && opinionOf(model.page.cells[cell]?.label, you.id)?.value) ?? null;
    const opId = submit({ kind: 'cell.label', page, cell, label });
    if (before !== label) model.record({ kind: 'labelled', page, cell, before, after: label });
    return opId;
  }

  readonly #isHere = (page: number): boolean => this.model.replica.pages.get(page)?.arrivedTo === null;

  /**
   * What one has begun in a cell, while one goes on with it. A digit of several strokes stays together also where somebody else was
   * faster in its cell.
   */
  #begin(page: number, { cell, foundEmpty }: StrokeStart): { with: string | null; at: number } | null {
    const now = Date.now();
    for (const [key, { at }] of this.#begun) if (now - at > DIGIT_MS) this.#begun.delete(key);
    const key = `${page}/${cell}`;
    const known = this.#begun.get(key);
    const isEmpty = foundEmpty ?? !this.model.page.cells[cell]?.strokes.length;
    if (!known && !isEmpty) return null;
    const begun = known ?? { with: null, at: now };
    begun.at = now;
    this.#begun.set(key, begun);
    return begun;
  }

  #done(given: string): void {
    this.#drawing.delete(given);
    const { model } = this;
    const { you } = model.view.getState();
    // A frame with its last points may still be on the way.
    if (you) model.finishLive([strokeIdOf(you.id, given)]);
  }

  #travel(travelled: Travel | null): void {
    if (!travelled) return;
    const { model } = this;
    const { history, step, ops } = travelled;
    if (step.page !== model.view.getState().page) model.look(step.page);
    const ids = ops.map((op) => this.submit(op));
    // What is cleared once more is restored by another name.
    const renamed = (one: HistoryStep) =>
      one === step && one.kind === 'cleared' && one.op === ops[0] ? { ...one, opId: ids[0]! } : one;
    model.setHistory({ ...history, done: history.done.map(renamed) });
    if (ops.length === 0) model.noteError(codedError('cannot_undo'));
  }
}

/** Between two strokes of a digit lies less, ms; and less than until somebody writes beside it on purpose. */
const DIGIT_MS = 3_000;
