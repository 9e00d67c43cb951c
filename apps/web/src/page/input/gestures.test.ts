import { describe, expect, it } from 'vitest';
import { type GestureHandler, GestureRecogniser, type PointerKind, type Purpose } from './gestures';

function setUp(purpose: Purpose = 'draw') {
  const calls: string[] = [];
  const note =
    (name: string) =>
    (...args: unknown[]) => {
      calls.push(typeof args[0] === 'number' ? `${name} ${args.join(',')}` : name);
    };
  const handler: GestureHandler = {
    purposeAt: () => purpose,
    beginStroke: note('beginStroke'),
    endStroke: note('endStroke'),
    cancelStroke: note('cancelStroke'),
    beginErasing: note('beginErasing'),
    endErasing: note('endErasing'),
    cancelErasing: note('cancelErasing'),
    beginPan: note('beginPan'),
    panBy: note('panBy'),
    endPan: note('endPan'),
    pinch: note('pinch'),
    tap: note('tap'),
    doubleTap: note('doubleTap'),
    penSeen: note('penSeen'),
  };
  const gestures = new GestureRecogniser(handler);
  const at = (id: number, kind: PointerKind, x: number, y: number, time: number, button = 0) => ({
    id,
    kind,
    x,
    y,
    at: time,
    button,
  });
  return { calls, gestures, at };
}

describe('gestures', () => {
  it('draw once the pointer has moved, and take a press without a move for a tap', () => {
    const { calls, gestures, at } = setUp();
    gestures.down(at(1, 'mouse', 0, 0, 0));
    gestures.up(at(1, 'mouse', 1, 0, 90));
    gestures.down(at(1, 'mouse', 0, 0, 1000));
    gestures.move(at(1, 'mouse', 1, 0, 1010));
    gestures.move(at(1, 'mouse', 9, 0, 1020));
    expect(gestures.inkPointer).toBe(1);
    gestures.up(at(1, 'mouse', 9, 0, 1030));
    expect(calls).toEqual(['tap', 'beginStroke', 'endStroke']);
  });

  it('take two quick taps at one place for a double tap', () => {
    const { calls, gestures, at } = setUp();
    for (const time of [0, 200]) {
      gestures.down(at(1, 'touch', 50, 50, time));
      gestures.up(at(1, 'touch', 52, 50, time + 50));
    }
    expect(calls).toEqual(['tap', 'doubleTap']);
  });

  it('turn a stroke that has only begun into a pinch when a second finger comes', () => {
    const { calls, gestures, at } = setUp();
    gestures.down(at(1, 'touch', 0, 0, 0));
    gestures.move(at(1, 'touch', 20, 0, 30));
    gestures.down(at(2, 'touch', 100, 0, 60));
    gestures.move(at(2, 'touch', 120, 0, 80));
    gestures.up(at(2, 'touch', 120, 0, 90));
    gestures.move(at(1, 'touch', 40, 40, 95));
    gestures.up(at(1, 'touch', 40, 40, 99));
    expect(calls).toEqual(['beginStroke', 'cancelStroke', 'beginPan', 'pinch', 'endPan']);
    expect(gestures.inkPointer).toBeNull();
  });

  it('do not let a late second finger destroy a stroke', () => {
    const { calls, gestures, at } = setUp();
    gestures.down(at(1, 'touch', 0, 0, 0));
    gestures.move(at(1, 'touch', 20, 0, 30));
    gestures.down(at(2, 'touch', 100, 0, 900));
    gestures.move(at(2, 'touch', 120, 0, 910));
    gestures.up(at(2, 'touch', 120, 0, 920));
    gestures.up(at(1, 'touch', 20, 0, 950));
    expect(calls).toEqual(['beginStroke', 'endStroke']);
  });

  it('let fingers pan once a pen was seen, and drop what a palm had begun', () => {
    const { calls, gestures, at } = setUp();
    gestures.down(at(1, 'touch', 0, 0, 0));
    gestures.move(at(1, 'touch', 20, 0, 10));
    gestures.down(at(7, 'pen', 200, 200, 300));
    gestures.move(at(7, 'pen', 210, 200, 310));
    gestures.down(at(2, 'touch', 10, 10, 320));
    gestures.move(at(2, 'touch', 90, 10, 330));
    gestures.up(at(7, 'pen', 210, 200, 340));
    gestures.up(at(2, 'touch', 90, 10, 350));
    gestures.up(at(1, 'touch', 20, 0, 360));
    expect(calls).toEqual(['beginStroke', 'penSeen', 'cancelStroke', 'beginStroke', 'endStroke']);
    calls.length = 0;
    gestures.down(at(3, 'touch', 0, 0, 1000));
    gestures.move(at(3, 'touch', 30, 0, 1010));
    gestures.up(at(3, 'touch', 30, 0, 1400));
    expect(calls).toEqual(['beginPan', 'panBy 30,0', 'endPan']);
  });

  it('follow the pen alone, whatever a palm beside it does', () => {
    const { gestures, at } = setUp();
    gestures.down(at(1, 'touch', 0, 0, 0));
    expect(gestures.pressPointer).toBe(1);
    gestures.down(at(7, 'pen', 200, 200, 300));
    gestures.move(at(1, 'touch', 3, 0, 310));
    expect(gestures.pressPointer).toBe(7);
    gestures.up(at(1, 'touch', 3, 0, 320));
    expect(gestures.pressPointer).toBe(7);
    gestures.up(at(7, 'pen', 200, 200, 330));
    expect(gestures.pressPointer).toBeNull();
  });

  it('pan with the middle button and while the space bar is held', () => {
    const { calls, gestures, at } = setUp();
    gestures.down(at(1, 'mouse', 0, 0, 0, 1));
    gestures.move(at(1, 'mouse', 10, 5, 10));
    gestures.up(at(1, 'mouse', 10, 5, 500));
    gestures.panHeld = true;
    gestures.down(at(1, 'mouse', 0, 0, 600));
    gestures.move(at(1, 'mouse', 0, 7, 610));
    gestures.up(at(1, 'mouse', 0, 7, 900));
    expect(calls).toEqual(['beginPan', 'panBy 10,5', 'endPan', 'beginPan', 'panBy 0,7', 'endPan']);
  });

  it('erase with the eraser end of a pen', () => {
    const { calls, gestures, at } = setUp();
    gestures.down(at(1, 'pen', 0, 0, 0, 5));
    gestures.move(at(1, 'pen', 10, 0, 10));
    gestures.up(at(1, 'pen', 10, 0, 20));
    expect(calls).toEqual(['penSeen', 'beginErasing', 'endErasing']);
  });

  it('leave the secondary button alone', () => {
    const { calls, gestures, at } = setUp();
    gestures.down(at(1, 'mouse', 0, 0, 0, 2));
    gestures.move(at(1, 'mouse', 50, 0, 10));
    gestures.up(at(1, 'mouse', 50, 0, 20));
    expect(calls).toEqual([]);
  });

  it('give up a stroke that the browser takes away', () => {
    const { calls, gestures, at } = setUp();
    gestures.down(at(1, 'touch', 0, 0, 0));
    gestures.move(at(1, 'touch', 50, 0, 10));
    gestures.cancel(1);
    expect(calls).toEqual(['beginStroke', 'cancelStroke']);
    gestures.down(at(2, 'touch', 0, 0, 100));
    gestures.move(at(2, 'touch', 50, 0, 110));
    expect(gestures.inkPointer).toBe(2);
  });
});
