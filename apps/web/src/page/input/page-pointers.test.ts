// @vitest-environment jsdom

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pageUi, select } from '../page-store';
import type { PageGestures } from './page-gestures';
import { PagePointers } from './page-pointers';

describe('the focus, when the pointer comes up', () => {
  let pointers: PagePointers;
  const at = (id: string) => document.getElementById(id)!;

  beforeEach(() => {
    document.body.innerHTML = `
      <div id="root">
        <div role="grid"><div id="page-cell-3" tabindex="-1"></div></div>
        <div data-page-control><button id="button"></button></div>
      </div>`;
    const gestures = { client: {}, eraser: {}, forget() {}, onChange() {} };
    pointers = new PagePointers(at('root'), gestures as unknown as PageGestures);
    select(3);
    at('button').focus();
  });
  afterEach(() => {
    pointers.dispose();
    pageUi.setState(pageUi.getInitialState(), true);
  });

  it('goes to the selected cell from the paper', () => {
    at('root').dispatchEvent(new PointerEvent('pointerup', { bubbles: true }));
    expect(document.activeElement).toBe(at('page-cell-3'));
  });

  it('stays in a toolbar that was pressed', () => {
    at('button').dispatchEvent(new PointerEvent('pointerup', { bubbles: true }));
    expect(document.activeElement).toBe(at('button'));
  });
});
