// @vitest-environment jsdom

import { applyPrediction, type Role } from '@inkroom/shared';
import { act, fireEvent } from '@testing-library/react';
import { useRef } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setSingleKeys } from '../../core/settings/single-keys';
import { labelled, person, prediction, room, withInk } from '../../testing/fixtures';
import { clearStage, control, stage } from '../../testing/stage';
import type { PageEngine } from '../page-engine';
import { pageUi } from '../page-store';
import { usePageKeys } from './use-page-keys';

/** A page on which no gesture is under way; the canvases have no part in these keys. */
const REVEALED = vi.fn();
const ENGINE = { abandonGesture: () => false, view: { reveal: REVEALED } } as unknown as PageEngine;

function Keys() {
  const root = useRef<HTMLDivElement>(null);
  usePageKeys(root, ENGINE);
  return (
    <div ref={root}>
      {/* biome-ignore lint/a11y/useSemanticElements: as on the page, see CellView. */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: keys are sent to it as they are. */}
      <div role="gridcell" data-testid="cell" />
    </div>
  );
}

/** Somebody at a selected cell with their own ink in it. */
function at(role: Role) {
  const you = person(role);
  return stage(<Keys />, { you, state: withInk(room(), 0, you.id) });
}

const press = (key: string, code: string, at: Element = control('cell')) => fireEvent.keyDown(at, { key, code });

describe('the keys of the page', () => {
  beforeEach(() => pageUi.setState({ selected: 0 }));
  afterEach(() => {
    clearStage();
    setSingleKeys(true);
  });

  it('lead from one cell that the model is not sure of to the next, and past the last to the first', () => {
    const you = person('writer');
    const unsure = [0, 1, 2, 3].reduce((state, cell) => withInk(state, cell, you.id), room());
    const guess = (cell: number, share: number) =>
      prediction(3, { cell, revision: 1, scores: Array.from({ length: 10 }, (_, i) => (i === 3 ? share : 0.01)) });
    const read = [guess(0, 0.5), guess(1, 0.9), guess(2, 0.5), guess(3, 0.5)].reduce(applyPrediction, unsure);
    const { client } = stage(<Keys />, { you, state: labelled(read, 3, 3, you.id) });
    press('u', 'KeyU');
    expect(pageUi.getState().selected).toBe(2);
    press('u', 'KeyU');
    expect(pageUi.getState().selected).toBe(0);
    act(() => client.view.setState({ state: room() }));
    press('u', 'KeyU');
    expect(control('toast').textContent).toContain('sure');
    // Not for those who have switched single keys off.
    act(() => client.view.setState({ state: read }));
    setSingleKeys(false);
    press('u', 'KeyU');
    expect(pageUi.getState().selected).toBe(0);
  });

  it('correct and clear the selected cell', () => {
    const { asked } = at('writer');
    press('Delete', 'Delete');
    press('7', 'Digit7');
    expect(asked).toEqual(['ink.clear', 'cell.label']);
  });

  it('begin to write with keys only on a cell, and also where keys of one character are switched off', () => {
    at('writer');
    press('w', 'KeyW', document.body);
    expect(pageUi.getState().keyWriting).toBeNull();
    setSingleKeys(false);
    press('w', 'KeyW');
    expect(pageUi.getState().keyWriting).toBe(0);
    pageUi.setState({ keyWriting: null });
  });

  it('let nobody write who only watches', () => {
    at('viewer');
    press('w', 'KeyW');
    expect(pageUi.getState().keyWriting).toBeNull();
  });

  it('say which digit it is only on a cell, not wherever the focus is', () => {
    const { asked } = at('writer');
    press('7', 'Digit7', document.body);
    press('x', 'KeyX', document.body);
    expect(asked).toEqual([]);
    press('x', 'KeyX');
    expect(asked).toEqual(['cell.label']);
  });

  it('of one character do nothing once they are switched off, but on a cell', () => {
    const { asked } = at('writer');
    act(() => setSingleKeys(false));
    for (const where of [document.body, control('cell')]) press('e', 'KeyE', where);
    expect(pageUi.getState().tool).toBe('pen');
    press('Delete', 'Delete');
    press('7', 'Digit7');
    expect(asked).toEqual(['ink.clear', 'cell.label']);
    act(() => setSingleKeys(true));
    press('e', 'KeyE', document.body);
    expect(pageUi.getState().tool).toBe('eraser');
  });

  it('lead to the cell that waits for somebody, and from another page back to the one that the class is at', () => {
    const { client } = at('writer');
    const look = vi.spyOn(client, 'look').mockReturnValue();
    act(() => client.view.setState({ places: { [person('writer').id]: { page: 1, cell: 9 } } }));
    press('g', 'KeyG', document.body);
    expect(pageUi.getState().selected).toBe(9);
    expect(REVEALED).toHaveBeenCalledWith(9);
    act(() => client.view.setState({ page: 2 }));
    press('g', 'KeyG', document.body);
    expect(look).toHaveBeenCalledWith(null);
  });

  it('R9 ask nothing of the room for a viewer, and leave the hand in hand', () => {
    const { asked, client } = at('viewer');
    const clear = vi.spyOn(client, 'clear');
    press('7', 'Digit7');
    press('Delete', 'Delete');
    press('e', 'KeyE');
    expect(asked).toEqual([]);
    // The client would not ask for it either; the key must not rely on that.
    expect(clear).not.toHaveBeenCalled();
    expect(pageUi.getState().tool).toBe('pen');
  });
});
