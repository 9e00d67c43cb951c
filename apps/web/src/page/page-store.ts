import type { CellIndex, Ink } from '@inkroom/shared';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { PenSize } from './input/pens';

export type Tool = 'pen' | 'eraser' | 'hand';

/** Somebody's own stroke while the pen is down. */
export interface Draft extends Ink {
  cell: CellIndex;
  /** Where the pen is about to be, as the browser guesses; points like the others. */
  predicted: readonly number[];
}

/** What one person does at the page and nobody else sees. Shared by the page and the inspector. */
export interface PageUi {
  tool: Tool;
  pen: PenSize;
  /** The cell last written in or tapped. */
  selected: CellIndex | null;
  /** The cell whose digits are offered for correction right now. */
  correcting: CellIndex | null;
  /** The cell in which keys move a pen. */
  keyWriting: CellIndex | null;
  /** Whether what waits for one's word lies open as a stack of cards. */
  tray: boolean;
  /** The cell that the page is asked to bring into view, until it has. */
  toReveal: CellIndex | null;
  /** CSS pixels per cell unit, as shown to people; 1 is 100 %. */
  zoom: number;
  /** The whole page is in view. */
  wholeInView: boolean;
  /** The whole page is in view, and there is a nearer place to go back to. */
  overviewLeadsBack: boolean;
  /** Fingers move the paper, and only a pen draws: one was seen a moment ago, or somebody wants it so. */
  fingersMove: boolean;
  /** Somebody has said what fingers do. */
  fingersChosen: boolean;
  /** From pen down until the pen has rested: nothing moves by itself meanwhile, see `PenRest`. */
  isWriting: boolean;
  /** A cell to which the eye is led for a moment. */
  flashed: { page: number; cell: CellIndex } | null;
  /** Whether every cell says who wrote in it. */
  names: boolean;
  /** The cell that says so while it is pointed at or pressed. */
  named: CellIndex | null;
  /** The person whose cells are lit. */
  litPerson: string | null;
  /** Whose ink the eraser has touched last without taking it. */
  spared: { by: string; at: number } | null;
}

const INITIAL: PageUi = {
  tool: 'pen',
  pen: 'medium',
  selected: null,
  correcting: null,
  keyWriting: null,
  tray: false,
  toReveal: null,
  zoom: 1,
  wholeInView: true,
  overviewLeadsBack: false,
  fingersMove: false,
  fingersChosen: false,
  isWriting: false,
  flashed: null,
  names: false,
  named: null,
  litPerson: null,
  spared: null,
};

/** One page is open at a time, so one store serves the app; `resetPageUi` starts it afresh for another room. */
export const pageUi = createStore<PageUi>(() => INITIAL);

export function usePageUi<T>(selector: (ui: PageUi) => T): T {
  return useStore(pageUi, selector);
}

/** For another room: nothing selected; the tool in hand stays. */
export function resetPageUi(): void {
  const { selected, correcting, keyWriting, tray, toReveal, flashed, named, litPerson, spared } = INITIAL;
  pageUi.setState({ selected, correcting, keyWriting, tray, toReveal, flashed, named, litPerson, spared });
}

export function select(cell: CellIndex | null): void {
  const { selected, correcting } = pageUi.getState();
  if (selected === cell && (correcting === null || correcting === cell)) return;
  pageUi.setState({ selected: cell, correcting: correcting === cell ? correcting : null });
}

/** Selects a cell and has the page bring it into view. */
export function goTo(cell: CellIndex): void {
  select(cell);
  pageUi.setState({ toReveal: cell });
}

/**
 * One's own unfinished strokes: one, or as many as there are hands at a board. Apart from the rest, for they change with every pointer
 * event: only canvases and the inspector's previews follow them.
 */
export const ownDrafts = createStore<{ drafts: readonly Draft[] }>(() => ({ drafts: [] }));
