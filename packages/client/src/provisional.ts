import { type Effect, emptyCell, type Operation, type Person, type RoomState, type Stroke } from '@inkroom/shared';

/** `sampleId` of an annotation that the server has not settled yet. */
export const PROVISIONAL_SAMPLE = '';

/**
 * What one's own operation will most likely do, shown until the server has settled it. Only ink and annotations are shown
 * ahead of the server; what concerns the whole room (page, framing, model) depends on rules and counters that only the
 * server knows, and is shown when it is logged. An operation that cannot succeed in this state has no effect here: the
 * server's refusal tells why.
 */
export function provisionalEffects(
  state: RoomState,
  op: Operation,
  you: Pick<Person, 'id' | 'role'>,
  at: number,
): Effect[] {
  if (you.role === 'viewer') return [];
  if ('sheet' in op && op.sheet !== state.sheet) return [];
  switch (op.kind) {
    case 'stroke.add': {
      const revision = (state.cells[op.stroke.cell] ?? emptyCell()).revision + 1;
      return [{ kind: 'stroke.add', stroke: { ...op.stroke, authorId: you.id }, revision }];
    }
    case 'stroke.remove':
      return Object.entries(state.cells).flatMap(([index, cell]): Effect[] => {
        const ids = cell.strokes.filter((stroke) => op.ids.includes(stroke.id) && mayRemove(you, stroke)).map(idOf);
        if (ids.length === 0) return [];
        return [
          { kind: 'stroke.remove', cell: Number(index), ids, revision: cell.revision + 1, samples: state.samples },
        ];
      });
    case 'cell.clear': {
      const cell = state.cells[op.cell];
      const ids = cell?.strokes.filter((stroke) => mayRemove(you, stroke)).map(idOf) ?? [];
      if (!cell || ids.length === 0) return [];
      return [{ kind: 'cell.clear', cell: op.cell, ids, revision: cell.revision + 1 }];
    }
    case 'cell.annotate': {
      if (!state.cells[op.cell]?.strokes.length) return [];
      const annotation = op.label === null ? null : { label: op.label, by: you.id, at, sampleId: PROVISIONAL_SAMPLE };
      return [{ kind: 'cell.annotate', cell: op.cell, annotation, samples: state.samples }];
    }
    case 'samples.withdraw':
    case 'sheet.grow':
    case 'sheet.turn':
    case 'room.framing':
    case 'model.promote':
    case 'model.challenge':
      return [];
  }
}

/** A host may take back anyone's strokes, everybody else their own. */
export function mayRemove(you: Pick<Person, 'id' | 'role'>, stroke: Stroke): boolean {
  return you.role === 'host' || (you.role === 'writer' && stroke.authorId === you.id);
}

function idOf(stroke: Stroke): string {
  return stroke.id;
}
