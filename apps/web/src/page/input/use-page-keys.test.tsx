// @vitest-environment jsdom

import type { Role } from '@inkroom/shared';
import { fireEvent } from '@testing-library/react';
import { useRef } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { person, room, withInk } from '../../testing/fixtures';
import { clearStage, stage } from '../../testing/stage';
import type { PageEngine } from '../page-engine';
import { pageUi } from '../page-store';
import { usePageKeys } from './use-page-keys';

/** A page on which no gesture is under way; the canvases have no part in these keys. */
const ENGINE = { abandonGesture: () => false } as PageEngine;

function Keys() {
  const root = useRef<HTMLDivElement>(null);
  usePageKeys(root, ENGINE);
  return <div ref={root} />;
}

/** Somebody at a selected cell with their own ink in it. */
function at(role: Role) {
  const you = person(role);
  return stage(<Keys />, { you, state: withInk(room(), 0, you.id) });
}

const press = (key: string, code: string) => fireEvent.keyDown(document.body, { key, code });

describe('the keys of the page', () => {
  beforeEach(() => pageUi.setState({ selected: 0 }));
  afterEach(clearStage);

  it('correct and clear the selected cell', () => {
    const { asked } = at('writer');
    press('Delete', 'Delete');
    press('7', 'Digit7');
    expect(asked).toEqual(['ink.clear', 'cell.label']);
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
