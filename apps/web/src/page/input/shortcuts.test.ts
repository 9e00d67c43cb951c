import { describe, expect, it } from 'vitest';
import type { KeyInput } from '../../ui/plain-key';
import { commandOf } from './shortcuts';

const press = (key: string, more: Partial<KeyInput> = {}) =>
  commandOf({ key, code: '', ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...more });

describe('shortcuts', () => {
  it('label with the digit that a key writes, on the number pad and on keyboards that need Shift for it', () => {
    expect(press('7', { code: 'Digit7' })).toEqual({ kind: 'label', label: 7 });
    expect(press('0', { code: 'Numpad0' })).toEqual({ kind: 'label', label: 0 });
    expect(press('1', { code: 'Digit1', shiftKey: true })).toEqual({ kind: 'label', label: 1 });
    expect(press('-')).toEqual({ kind: 'label', label: 'not-a-digit' });
    expect(press('X')).toEqual({ kind: 'label', label: 'not-a-digit' });
  });

  it.each([
    ['５', 'Digit5', 5],
    ['０', 'Numpad0', 0],
    ['Process', 'Digit7', 7],
    ['Process', 'Numpad3', 3],
    ['Unidentified', 'Digit1', 1],
    ['ー', 'Minus', 'not-a-digit'],
    ['－', 'Minus', 'not-a-digit'],
    ['Process', 'Minus', 'not-a-digit'],
    ['ｘ', 'KeyX', 'not-a-digit'],
    ['Process', 'KeyX', 'not-a-digit'],
  ])('label with a Japanese keyboard’s %s at %s', (key, code, label) => {
    expect(press(key, { code })).toEqual({ kind: 'label', label });
  });

  it('know a Japanese keyboard’s other keys', () => {
    expect(press('ｐ', { code: 'KeyP' })).toEqual({ kind: 'tool', tool: 'pen' });
    expect(press('「', { code: 'BracketRight' })).toEqual({ kind: 'pen', step: -1 });
    expect(press('＋', { code: 'Semicolon', shiftKey: true })).toEqual({ kind: 'zoom', to: 'in' });
    expect(press('Process', { code: 'Digit1', shiftKey: true })).toEqual({ kind: 'zoom', to: 'fit' });
    expect(press('Process', { code: 'KeyZ', ctrlKey: true })).toEqual({ kind: 'undo' });
    expect(press('Process', { code: 'Convert' })).toBeNull();
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
