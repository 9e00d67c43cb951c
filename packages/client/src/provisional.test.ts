import { applyEffect, emptyRoom, type RoomState, type Stroke } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { provisionalEffects } from './provisional.js';

const stroke = (id: string, authorId: string): Stroke => ({ id, cell: 4, authorId, width: 20, points: [1, 1, 0.5, 0] });
const sheet: RoomState = ['ann', 'ben'].reduce(
  (state, author, i) =>
    applyEffect(state, { kind: 'stroke.add', stroke: stroke(`of-${author}`, author), revision: i + 1 }),
  emptyRoom('r'),
);

describe('provisionalEffects', () => {
  it("shows a writer's clearing of their own strokes only, and a host's of all", () => {
    const op = { kind: 'cell.clear', sheet: 1, cell: 4 } as const;
    const [asWriter] = provisionalEffects(sheet, op, { id: 'ann', role: 'writer' }, 0);
    expect(asWriter).toMatchObject({ kind: 'cell.clear', ids: ['of-ann'], revision: 3 });
    const [asHost] = provisionalEffects(sheet, op, { id: 'ann', role: 'host' }, 0);
    expect(asHost).toMatchObject({ ids: ['of-ann', 'of-ben'] });
  });

  it('shows nothing of what the server will refuse: a viewer, another page, an empty cell', () => {
    const you = { id: 'ann', role: 'writer' } as const;
    const clear = { kind: 'cell.clear', sheet: 1, cell: 4 } as const;
    expect(provisionalEffects(sheet, clear, { ...you, role: 'viewer' }, 0)).toEqual([]);
    expect(provisionalEffects(sheet, { ...clear, sheet: 2 }, you, 0)).toEqual([]);
    expect(provisionalEffects(sheet, { kind: 'cell.annotate', sheet: 1, cell: 9, label: 3 }, you, 0)).toEqual([]);
    expect(provisionalEffects(sheet, { kind: 'stroke.remove', sheet: 1, ids: ['of-ben'] }, you, 0)).toEqual([]);
  });

  it('leaves to the server what only it can settle', () => {
    const host = { id: 'ann', role: 'host' } as const;
    expect(provisionalEffects(sheet, { kind: 'sheet.turn', sheet: 1 }, host, 0)).toEqual([]);
    expect(provisionalEffects(sheet, { kind: 'model.promote', versionId: 'shipped-mlp' }, host, 0)).toEqual([]);
  });
});
