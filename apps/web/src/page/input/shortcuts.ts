import type { Label } from '@inkroom/shared';
import { type KeyInput, plainKey } from '../../ui/plain-key';
import type { Tool } from '../page-store';

/** What a key does at the page. */
export type Command =
  | { kind: 'tool'; tool: Tool }
  | { kind: 'pen'; step: 1 | -1 }
  | { kind: 'undo' | 'redo' | 'clear' | 'inspect' | 'correct' | 'escape' | 'place' | 'write' | 'tray' | 'uncertain' }
  | { kind: 'label'; label: Label }
  | { kind: 'move'; dx: number; dy: number }
  | { kind: 'zoom'; to: 'in' | 'out' | 'fit' | 'cell' | '100' };

const TOOLS: Readonly<Record<string, Tool>> = { p: 'pen', e: 'eraser', h: 'hand' };
export const ARROWS: Readonly<Record<string, { dx: number; dy: number }>> = {
  ArrowLeft: { dx: -1, dy: 0 },
  ArrowRight: { dx: 1, dy: 0 },
  ArrowUp: { dx: 0, dy: -1 },
  ArrowDown: { dx: 0, dy: 1 },
};

/**
 * The command of a key, or null. Digits are recognised by their character, so that number pads, full-width digits and keyboards
 * that write them with Shift work. Shift with a digit key is recognised by the key's place. Ctrl with +, - and 0 is left to the browser.
 */
export function commandOf(event: KeyInput): Command | null {
  const { code, shiftKey } = event;
  const key = plainKey(event);
  const letter = key.toLowerCase();
  if (event.altKey) return null;
  if (event.ctrlKey || event.metaKey) {
    if (letter === 'z') return { kind: shiftKey ? 'redo' : 'undo' };
    if (letter === 'y' && !shiftKey) return { kind: 'redo' };
    return null;
  }
  if (/^[0-9]$/.test(key)) return { kind: 'label', label: Number(key) as Label };
  if (shiftKey && code === 'Digit0') return { kind: 'zoom', to: '100' };
  if (shiftKey && code === 'Digit1') return { kind: 'zoom', to: 'fit' };
  if (shiftKey && code === 'Digit2') return { kind: 'zoom', to: 'cell' };
  if (key === '+') return { kind: 'zoom', to: 'in' };
  if (key === '_') return { kind: 'zoom', to: 'out' };
  if (key === '-' || letter === 'x') return { kind: 'label', label: 'not-a-digit' };
  if (key === '[') return { kind: 'pen', step: -1 };
  if (key === ']') return { kind: 'pen', step: 1 };
  if (key === 'Delete' || key === 'Backspace') return { kind: 'clear' };
  if (key === 'Enter') return { kind: 'inspect' };
  if (key === 'Escape') return { kind: 'escape' };
  if (letter === 'c') return { kind: 'correct' };
  if (letter === 'g') return { kind: 'place' };
  if (letter === 'w') return { kind: 'write' };
  if (letter === 'n') return { kind: 'tray' };
  if (letter === 'u') return { kind: 'uncertain' };
  const tool = TOOLS[letter];
  if (tool) return { kind: 'tool', tool };
  const arrow = ARROWS[key];
  return arrow ? { kind: 'move', ...arrow } : null;
}
