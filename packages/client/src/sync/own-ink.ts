import {
  authorOf,
  type CellIndex,
  givenIdOf,
  mayRemove,
  type Operation,
  type Stroke,
  type StrokeId,
  strokeIdOf,
  strokeOf,
} from '@inkroom/shared';
import { type History, redo, removals, undo } from '../history/history.js';
import type { LiveSender } from '../ink/live-sender.js';
import { type StrokeStart, type StrokeWriter, strokeWriter } from '../ink/stroke-writer.js';
import type { RoomModel } from './room-model.js';

/** What somebody writes and takes away themselves, and how they take that back. */
export class OwnInk {
  /** Ids given to strokes being drawn here: their echo in the room's frames is not somebody else's ink. */
  readonly #drawing = new Set<string>();

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
    const { page } = model.state;
    const authorId = model.view.getState().you?.id ?? '';
    return strokeWriter(start, authorId, model.limits, {
      live: (stroke) => {
        this.#drawing.add(stroke.id);
        live.points(page, stroke);
      },
      durable: (stroke) => {
        this.#done(stroke.id);
        live.finish(stroke.id);
        submit({ kind: 'stroke.add', page, stroke });
      },
      dropped: (id) => {
        this.#done(id);
        live.drop(id);
      },
      ended: (strokes) => {
        const { you } = model.view.getState();
        if (strokes.length === 0 || !you || page !== model.state.page) return;
        model.record({
          kind: 'drew',
          strokes: strokes.map((stroke) => strokeOf(strokeIdOf(you.id, stroke.id), stroke.cell, stroke)),
        });
      },
    });
  }

  undo(): void {
    const { model } = this;
    this.#travel(undo(model.history, model.state));
  }

  redo(): void {
    const { model } = this;
    this.#travel(redo(model.history, model.state));
  }

  erase(strokeIds: readonly string[]): void {
    const { model, submit } = this;
    const wanted = new Set(strokeIds);
    const all = Object.keys(model.state.cells).flatMap((cell) => model.strokesOf(Number(cell)));
    const strokes = this.#removable(all.filter(({ id }) => wanted.has(id)));
    if (strokes.length === 0) return;
    for (const op of removals(strokes, model.state.page)) submit(op);
    this.#recordRemoval(strokes);
  }

  clearCell(cell: CellIndex): void {
    const { model, submit } = this;
    const { you } = model.view.getState();
    if (!you || !model.state.cells[cell]?.strokes.some((id) => mayRemove(you, id))) return;
    const strokes = this.#removable(model.strokesOf(cell));
    submit({ kind: 'cell.clear', page: model.state.page, cell });
    this.#recordRemoval(strokes);
  }

  #done(given: string): void {
    this.#drawing.delete(given);
    const { model } = this;
    const { you } = model.view.getState();
    // A frame with its last points may still be on the way.
    if (you) model.finishLive([strokeIdOf(you.id, given)]);
  }

  #removable(strokes: readonly Stroke[]): Stroke[] {
    const { you } = this.model.view.getState();
    return you ? strokes.filter(({ id }) => mayRemove(you, id)) : [];
  }

  #recordRemoval(strokes: readonly Stroke[]): void {
    const { model } = this;
    const own = strokes.filter(({ authorId }) => authorId === model.view.getState().you?.id);
    if (own.length > 0) model.record({ kind: 'removed', strokes: own });
  }

  #travel(travelled: { history: History; ops: Operation[] } | null): void {
    if (!travelled) return;
    for (const op of travelled.ops) this.submit(op);
    this.model.setHistory(travelled.history);
  }
}
