import type { CellIndex, Ink } from '@inkroom/shared';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { PenSize } from './pens';

export type Tool = 'pen' | 'eraser' | 'hand';

/** Somebody's own stroke while the pen is down. */
export interface Draft extends Ink {
  cell: CellIndex;
}

/** What one person does at the sheet and nobody else sees. Shared by the sheet and the inspector. */
export interface SheetUi {
  tool: Tool;
  pen: PenSize;
  /** The cell last written in or tapped. */
  selected: CellIndex | null;
  /** The cell whose digits are offered for correction right now. */
  correcting: CellIndex | null;
  /** The cell that the sheet is asked to bring into view, until it has. */
  toReveal: CellIndex | null;
  /** CSS pixels per cell unit, as shown to people; 1 is 100 %. */
  zoom: number;
  /** The whole sheet is in view. */
  wholeInView: boolean;
  /** The whole sheet is in view, and there is a nearer place to go back to. */
  overviewLeadsBack: boolean;
  /** A pen was seen: fingers pan, only the pen draws. */
  penOnly: boolean;
}

const INITIAL: SheetUi = {
  tool: 'pen',
  pen: 'medium',
  selected: null,
  correcting: null,
  toReveal: null,
  zoom: 1,
  wholeInView: true,
  overviewLeadsBack: false,
  penOnly: false,
};

/** One sheet is open at a time, so one store serves the page; `resetSheetUi` starts it afresh for another room. */
export const sheetUi = createStore<SheetUi>(() => INITIAL);

export function useSheetUi<T>(selector: (ui: SheetUi) => T): T {
  return useStore(sheetUi, selector);
}

/** For another room: nothing selected; the tool in hand stays. */
export function resetSheetUi(): void {
  sheetUi.setState({ selected: null, correcting: null, toReveal: null });
}

export function select(cell: CellIndex | null): void {
  const { selected, correcting } = sheetUi.getState();
  if (selected === cell && (correcting === null || correcting === cell)) return;
  sheetUi.setState({ selected: cell, correcting: correcting === cell ? correcting : null });
}

/** Selects a cell and has the sheet bring it into view. */
export function goTo(cell: CellIndex): void {
  select(cell);
  sheetUi.setState({ toReveal: cell });
}

/**
 * One's own unfinished stroke. Apart from the rest, for it changes with every pointer event: only canvases and the
 * inspector's previews follow it.
 */
export const ownDraft = createStore<{ draft: Draft | null }>(() => ({ draft: null }));
