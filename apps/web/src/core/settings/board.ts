import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { shelf } from '../storage/shelf';

const KEY = 'inkroom.board';

/** Whether this device is a board at which many write at once, each finger for itself. */
export const board = createStore<{ isOn: boolean }>(() => ({
  isOn: typeof window !== 'undefined' && shelf.getItem(KEY) === 'on',
}));

export function useBoard(): boolean {
  return useStore(board, ({ isOn }) => isOn);
}

export function setBoard(isOn: boolean): void {
  shelf.setItem(KEY, isOn ? 'on' : 'off');
  board.setState({ isOn });
}
