// @vitest-environment jsdom

import type { Role } from '@inkroom/shared';
import { act, fireEvent } from '@testing-library/react';
import { useRef } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setSingleKeys } from '../../core/settings/single-keys';
import { person, room, withInk } from '../../testing/fixtures';
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
