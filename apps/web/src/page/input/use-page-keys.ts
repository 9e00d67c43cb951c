import { shownPage } from '@inkroom/client';
import type { CellIndex, PageSize } from '@inkroom/shared';
import { type RefObject, useEffect } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient } from '../../core/room-provider';
import { mayWrite } from '../../core/room-roles';
import { isSwitchedOff } from '../../core/settings/single-keys';
import { useRoomPanel } from '../../core/use-room-panel';
import { clamp } from '../../ui/clamp';
import { useToast } from '../../ui/toast';
import { nextUncertain } from '../cells/next-uncertain';
import type { PageEngine } from '../page-engine';
import { pageUi, select } from '../page-store';
import { ZOOM_STEP } from '../view/camera';
import { placeOf } from '../view/place-guide';
import { steppedPen } from './pens';
import { type Command, commandOf } from './shortcuts';

/** While one of these has the focus, keys are for it. */
const TYPING = 'input, textarea, select, [contenteditable], [role="dialog"], [role="alertdialog"], [role="menu"]';

/** What only a cell that has the focus does, so that it need not be switched off. */
const ON_CELL: ReadonlySet<Command['kind']> = new Set(['label', 'write']);

/**
 * Binds the page's keys. Those that other controls use as well (Enter, arrows, Space, Delete) act only while the focus is
 * on the page or nowhere; those that say which digit a cell holds or write in it, only while it is on a cell: nobody means
 * them by chance.
 */
export function usePageKeys(root: RefObject<HTMLElement | null>, engine: PageEngine | null): void {
  const client = useRoomClient();
  const { show } = useRoomPanel();
  const toast = useToast();
  const t = useTranslations('page.uncertain');
  useEffect(() => {
    if (!engine) return;
    const atPage = (target: Element | null) => {
      if (!target || target === document.body) return true;
      if (!root.current?.contains(target)) return false;
      return !target.closest('[data-page-control]');
    };
    const run = (command: Command, event: KeyboardEvent): boolean => {
      const { selected, pen } = pageUi.getState();
      const room = client.view.getState();
      const page = shownPage(room);
      const writes = mayWrite(room);
      const onPage = atPage(event.target as Element | null);
      const onCell = (event.target as Element | null)?.matches?.('[role="gridcell"]') ?? false;
      if (isSwitchedOff(event) && !(onCell && ON_CELL.has(command.kind))) return false;
      switch (command.kind) {
        case 'tool':
          if (!writes && command.tool !== 'hand') return false;
          pageUi.setState({ tool: command.tool });
          return true;
        case 'pen':
          pageUi.setState({ pen: steppedPen(pen, command.step) });
          return true;
        case 'undo':
          if (!writes) return false;
          client.undo();
          return true;
        case 'redo':
          if (!writes) return false;
          client.redo();
          return true;
        case 'label':
          if (selected === null || !onCell || !writes || event.repeat || !page.cells[selected]?.strokes.length)
            return false;
          client.labelCell(selected, command.label);
          return true;
        case 'write':
          if (selected === null || !onCell || !writes || event.repeat) return false;
          pageUi.setState({ keyWriting: selected, correcting: null });
          return true;
        case 'correct':
          if (selected === null || !page.cells[selected]?.strokes.length) return false;
          pageUi.setState({ correcting: selected });
          return true;
        case 'clear':
          if (selected === null || !writes || !onPage || !page.cells[selected]?.strokes.length) return false;
          client.clear({ cell: selected });
          return true;
        case 'place': {
          if (room.you === null || !writes) return false;
          const place = placeOf(room, room.you.id);
          if (place !== null) moveTo(place, root.current, engine);
          // Places are on the page that is open.
          else if (room.page !== room.state.page) client.look(null);
          return true;
        }
        case 'tray':
          if (pageUi.getState().tray) document.querySelector<HTMLElement>('[data-tray]')?.focus();
          else pageUi.setState({ tray: true });
          return true;
        case 'uncertain': {
          const next = nextUncertain(page, room.state.generation, selected);
          if (next === null) toast.show({ key: 'uncertain', text: t('none') });
          else moveTo(next, root.current, engine);
          return true;
        }
        case 'inspect':
          if (selected === null || !onPage) return false;
          show('inspect');
          return true;
        case 'escape':
          if (engine.abandonGesture()) return true;
          if (!onPage) return false;
          if (selected !== null) select(null);
          else if (pageUi.getState().litPerson !== null) pageUi.setState({ litPerson: null });
          else return false;
          return true;
        case 'move':
          if (!onPage) return false;
          moveTo(neighbour(selected, command, page), root.current, engine);
          return true;
        case 'zoom':
          if (command.to === 'in') engine.view.zoomBy(ZOOM_STEP);
          else if (command.to === 'out') engine.view.zoomBy(1 / ZOOM_STEP);
          else if (command.to === 'fit') engine.view.fit();
          else if (command.to === '100') engine.view.zoomTo(1);
          else if (selected !== null) engine.view.fitCell(selected);
          return true;
      }
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const target = event.target instanceof Element ? event.target : null;
      // Outside a field every key counts, even one that an input method has taken.
      if (target?.closest(TYPING)) return;
      if (event.code === 'Space' && atPage(target) && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        engine.holdPan(true);
        return;
      }
      const command = commandOf(event);
      if (command && run(command, event)) event.preventDefault();
    };
    const onKeyUp = (event: KeyboardEvent) => {
      if (event.code === 'Space') engine.holdPan(false);
    };
    const onBlur = () => engine.holdPan(false);
    window.addEventListener('keydown', onKeyDown);
    window.addEventListener('keyup', onKeyUp);
    window.addEventListener('blur', onBlur);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
      window.removeEventListener('keyup', onKeyUp);
      window.removeEventListener('blur', onBlur);
    };
  }, [client, engine, root, show, toast, t]);
}

/** The cell one step away; the first cell when none is selected; the same at the page's edge. */
export function neighbour(
  selected: CellIndex | null,
  { dx, dy }: { dx: number; dy: number },
  { columns, rows }: PageSize,
): CellIndex {
  if (selected === null) return 0;
  const column = clamp((selected % columns) + dx, 0, columns - 1);
  const row = clamp(Math.floor(selected / columns) + dy, 0, rows - 1);
  return row * columns + column;
}

function moveTo(cell: CellIndex, root: HTMLElement | null, engine: PageEngine): void {
  select(cell);
  engine.view.reveal(cell);
  root?.querySelector<HTMLElement>(`#page-cell-${cell}`)?.focus({ preventScroll: true });
}
