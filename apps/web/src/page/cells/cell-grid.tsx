import { shownPage } from '@inkroom/client';
import type { CellIndex } from '@inkroom/shared';
import { memo, type Ref, useEffect, useRef, useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { mayWrite } from '../../core/room-roles';
import { ownDrafts, usePageUi } from '../page-store';
import { placeOf } from '../view/place-guide';
import { CellView } from './cell-view';
import styles from './cells.module.css';
import { cellStyle, Places } from './places';
import placeStyles from './places.module.css';

/**
 * The page as a grid that screen readers and keys walk through. It lies over the canvases at the same place, so that
 * exploring by touch finds the cells where they are; pointers go through to the paper, but for the chips.
 */
export const CellGrid = memo(function CellGrid({ overlay }: { overlay: Ref<HTMLDivElement> }) {
  const t = useTranslations('page');
  const rows = useRoomView((view) => shownPage(view).rows);
  const columns = useRoomView((view) => shownPage(view).columns);
  const page = useRoomView((view) => view.page);
  const coming = useRoomView((view) => view.arrived < 1);
  const writes = useRoomView(mayWrite);
  const writing = useSyncExternalStore(ownDrafts.subscribe, isWriting, isWriting);
  const hasFocus = useRef(false);
  // Another page has cells of its own: whoever was at a cell is at the first one, once it is there.
  useEffect(() => {
    if (!hasFocus.current || document.activeElement !== document.body) return;
    document.getElementById('page-cell-0')?.focus({ preventScroll: true });
  }, [page, rows]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cannot lie over a canvas; this is the grid pattern of WAI-ARIA.
    <div
      ref={overlay}
      className={styles.overlay}
      onFocus={() => {
        hasFocus.current = true;
      }}
      onBlur={() => {
        hasFocus.current = false;
      }}
      data-writing={writing || undefined}
      aria-busy={coming || undefined}
      style={{ width: `calc(var(--cell) * ${columns})` }}
      role="grid"
      aria-label={t('gridLabel', { page })}
      aria-description={writes ? t('gridKeys') : undefined}
      aria-rowcount={rows}
      aria-colcount={columns}
    >
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/a11y/useSemanticElements: part of the grid pattern, see CellView.
        // biome-ignore lint/a11y/useFocusableInteractive: its cells take the focus.
        <div key={`${page} ${row}`} role="row" aria-rowindex={row + 1} className={styles.row}>
          {Array.from({ length: columns }, (_, column) => (
            <CellView key={column} index={row * columns + column} column={column} />
          ))}
        </div>
      ))}
      <Places />
      <Flash columns={columns} />
      {coming ? <div className={styles.coming} data-testid="page-coming" /> : <FirstHint columns={columns} />}
    </div>
  );
});

function isWriting(): boolean {
  return ownDrafts.getState().drafts.length > 0;
}

/** Leads the eye to a cell for a moment, once the pen rests. */
function Flash({ columns }: { columns: number }) {
  const flashed = usePageUi((ui) => (ui.isWriting ? null : ui.flashed));
  const page = useRoomView((view) => view.page);
  if (flashed?.page !== page) return null;
  const { cell } = flashed;
  return (
    <div
      key={cell}
      className={placeStyles.flash}
      style={cellStyle(cell, columns)}
      data-testid="flash"
      data-cell={cell}
    />
  );
}

/** Shown on an empty page, where one is to begin, until somebody writes. */
function FirstHint({ columns }: { columns: number }) {
  const t = useTranslations('page.hint');
  const client = useRoomClient();
  const blank = useRoomView((view) => Object.values(shownPage(view).cells).every((cell) => cell.strokes.length === 0));
  const viewer = useRoomView((view) => view.you?.role === 'viewer');
  const page = useRoomView((view) => view.page);
  const place = useRoomView((view): CellIndex => (view.you && !viewer && placeOf(view, view.you.id)) || 0);
  const mine = useSyncExternalStore(ownDrafts.subscribe, isWriting, isWriting);
  const others = useSyncExternalStore(
    (listener) => client.live.subscribe(listener),
    () => [...client.live.get().strokes.values()].some((stroke) => stroke.page === page),
    () => false,
  );
  if (!blank || mine || others) return null;
  return (
    <div
      key={`${page} ${place}`}
      className={styles.hint}
      style={cellStyle(place, columns)}
      aria-hidden="true"
      data-testid="empty-hint"
    >
      <svg viewBox="0 0 80 96" aria-hidden="true">
        <path d="M14 22C20 8 62 4 62 28C62 46 34 58 14 84L68 84" pathLength={100} />
      </svg>
      <span>{t(viewer ? 'waiting' : 'write')}</span>
    </div>
  );
}
