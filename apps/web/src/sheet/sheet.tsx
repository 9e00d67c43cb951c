'use client';

import { useEffect, useMemo, useRef, useState } from 'react';
import { useRoomClient, useRoomView } from '../room/room-provider';
import { Announcer } from './announcer';
import type { Insets } from './camera';
import { CellFeed } from './cell-feed';
import { CellGrid } from './cell-grid';
import { Correction } from './correction';
import { PageControls } from './page-controls';
import styles from './sheet.module.css';
import { SheetContext } from './sheet-context';
import { SheetEngine } from './sheet-engine';
import { resetSheetUi, sheetUi, useSheetUi } from './sheet-store';
import { Toolbar } from './toolbar';
import { useSheetKeys } from './use-sheet-keys';
import { ViewControls } from './view-controls';

/** Space between the sheet and the window's edges or the controls, in CSS pixels. */
const MARGIN = 12;
/** Height of the page's name at the top left, margins included. */
const TOP_BAR = 52;

/** The squared paper on which everybody writes. Fills its container. */
export function Sheet() {
  const client = useRoomClient();
  const roomId = useRoomView((view) => view.state.roomId);
  const root = useRef<HTMLDivElement>(null);
  const paper = useRef<HTMLCanvasElement>(null);
  const live = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLDivElement>(null);
  const toolbar = useRef<HTMLDivElement>(null);
  const [engine, setEngine] = useState<SheetEngine | null>(null);
  const [feed, setFeed] = useState<CellFeed | null>(null);

  useEffect(() => {
    const next = new CellFeed(client);
    setFeed(next);
    return () => next.dispose();
  }, [client]);

  // Another room starts with nothing selected.
  useEffect(() => {
    if (roomId) resetSheetUi();
  }, [roomId]);

  useEffect(() => {
    if (!feed || !root.current || !paper.current || !live.current || !overlay.current) return;
    const insets = (): Insets => ({
      top: TOP_BAR,
      right: MARGIN,
      bottom: (toolbar.current?.offsetHeight ?? 0) + 2 * MARGIN,
      left: MARGIN,
    });
    const elements = { root: root.current, paper: paper.current, live: live.current, overlay: overlay.current };
    const next = new SheetEngine(elements, client, insets);
    setEngine(next);
    return () => {
      next.dispose();
      setEngine(null);
    };
  }, [client, feed]);

  const toReveal = useSheetUi((ui) => ui.toReveal);
  useEffect(() => {
    if (!engine || toReveal === null) return;
    engine.reveal(toReveal);
    sheetUi.setState({ toReveal: null });
  }, [engine, toReveal]);

  useSheetKeys(root, engine);
  const context = useMemo(() => feed && { feed, engine }, [feed, engine]);
  return (
    <div ref={root} className={styles.sheet} data-testid="sheet">
      <div aria-hidden="true">
        <canvas ref={paper} className={styles.canvas} data-testid="sheet-canvas" />
        <canvas ref={live} className={styles.canvas} />
      </div>
      {context ? (
        <SheetContext value={context}>
          <CellGrid overlay={overlay} />
          <PageControls />
          <ViewControls />
          <Toolbar ref={toolbar} />
          <Correction />
          <Announcer />
        </SheetContext>
      ) : null}
    </div>
  );
}
