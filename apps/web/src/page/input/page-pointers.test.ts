// @vitest-environment jsdom

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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

describe('what the browser tells of pointers', () => {
  let pointers: PagePointers;
  const toPage = (point: { x: number; y: number }) => point;
  const view = { isHeld: false, stop: vi.fn(), choose: vi.fn(), panBy: vi.fn(), toPage };
  const beginStroke = vi.fn();
  const root = () => document.getElementById('root')!;

  beforeEach(() => {
    document.body.innerHTML = '<div id="root"><div data-page-control><button id="button"></button></div></div>';
    const stroke = { keep: vi.fn(), take: vi.fn() };
    const gestures = {
      ...{ client: { moveCursor() {} }, eraser: { isDown: false, hover() {} }, view, mayWrite: true },
      ...{ press: vi.fn(), strokeOf: () => stroke, forget: vi.fn(), cellAt: () => 0, onChange() {} },
      ...{ purposeAt: () => 'draw', beginStroke, endStroke: vi.fn(), fingersMove() {} },
    };
    pointers = new PagePointers(root(), gestures as unknown as PageGestures);
  });
  afterEach(() => {
    pointers.dispose();
    vi.clearAllMocks();
    view.isHeld = false;
    pageUi.setState(pageUi.getInitialState(), true);
  });

  const pen = (type: string, x: number) =>
    root().dispatchEvent(
      new PointerEvent(type, { pointerId: 7, pointerType: 'pen', clientX: x, clientY: 5, buttons: 1, bubbles: true }),
    );

  it('is followed also where a pointer cannot be captured, for it was lifted meanwhile', () => {
    root().setPointerCapture = () => {
      throw new DOMException('No active pointer.', 'NotFoundError');
    };
    pen('pointerdown', 5);
    pen('pointermove', 25);
    expect(beginStroke).toHaveBeenCalledOnce();
    pen('pointerup', 25);
    expect(pointers.recogniser.isIdle).toBe(true);
  });

  it('refuses the movement of touches on the paper, and lets that in a toolbar be', () => {
    const touch = () => new Event('touchmove', { bubbles: true, cancelable: true });
    expect(root().dispatchEvent(touch())).toBe(false);
    expect(document.getElementById('button')!.dispatchEvent(touch())).toBe(true);
  });

  it('moves no paper by a wheel under a pen that writes', () => {
    const wheel = () => root().dispatchEvent(new WheelEvent('wheel', { deltaY: 40, bubbles: true, cancelable: true }));
    view.isHeld = true;
    expect(wheel()).toBe(false);
    expect(view.panBy).not.toHaveBeenCalled();
    view.isHeld = false;
    wheel();
    expect(view.panBy).toHaveBeenCalledWith(-0, -40);
  });
});
