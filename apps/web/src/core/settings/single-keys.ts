import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { KeyInput } from '../../ui/plain-key';
import { shelf } from '../storage/shelf';

const KEY = 'inkroom.single-keys';

/** Whether keys of a single character do anything: who dictates or trembles may not want them to (WCAG 2.1.4). */
export const singleKeys = createStore<{ areOn: boolean }>(() => ({
  areOn: typeof window === 'undefined' || shelf.getItem(KEY) !== 'off',
}));

export function useSingleKeys(): boolean {
  return useStore(singleKeys, ({ areOn }) => areOn);
}

export function setSingleKeys(areOn: boolean): void {
  shelf.setItem(KEY, areOn ? 'on' : 'off');
  singleKeys.setState({ areOn });
}

/** Whether a key is one of a single character that was switched off. */
export function isSwitchedOff({ key, ctrlKey, metaKey, altKey }: Omit<KeyInput, 'code' | 'shiftKey'>): boolean {
  const isCharacter = key !== ' ' && ([...key].length === 1 || key === 'Process' || key === 'Unidentified');
  return isCharacter && !ctrlKey && !metaKey && !altKey && !singleKeys.getState().areOn;
}
