import { describe, expect, it } from 'vitest';
import { commandOf, type KeyInput } from './shortcuts';

const press = (key: string, more: Partial<KeyInput> = {}) =>
  commandOf({ key, code: '', ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...more });

describe('shortcuts', () => {
  it('annotate with the digit that a key writes, on the number pad and on keyboards that need Shift for it', () => {
    expect(press('7', { code: 'Digit7' })).toEqual({ kind: 'annotate', label: 7 });
    expect(press('0', { code: 'Numpad0' })).toEqual({ kind: 'annotate', label: 0 });
    expect(press('1', { code: 'Digit1', shiftKey: true })).toEqual({ kind: 'annotate', label: 1 });
    expect(press('-')).toEqual({ kind: 'annotate', label: 'not-a-digit' });
    expect(press('X')).toEqual({ kind: 'annotate', label: 'not-a-digit' });
  });

  it('undo and redo with Ctrl and with Cmd', () => {
    for (const modifier of ['ctrlKey', 'metaKey'] as const) {
      expect(press('z', { [modifier]: true })).toEqual({ kind: 'undo' });
      expect(press('Z', { [modifier]: true, shiftKey: true })).toEqual({ kind: 'redo' });
      expect(press('y', { [modifier]: true })).toEqual({ kind: 'redo' });
    }
  });

  it("leave the browser's own keys alone", () => {
    for (const key of ['0', '+', '-', '=', 'c', 'x', 'p', 'Enter']) expect(press(key, { ctrlKey: true })).toBeNull();
    expect(press('ArrowLeft', { altKey: true })).toBeNull();
    expect(press('Tab')).toBeNull();
  });

  it('zoom with Shift and a digit key', () => {
    expect(press('!', { code: 'Digit1', shiftKey: true })).toEqual({ kind: 'zoom', to: 'fit' });
    expect(press(')', { code: 'Digit0', shiftKey: true })).toEqual({ kind: 'zoom', to: '100' });
  });
});
