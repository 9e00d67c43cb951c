import { useEffect, useMemo, useRef, useState } from 'react';
import { useRoomClient, useRoomView } from '../core/room-provider';
import { Announcer, ClassNewsRegion } from './cells/announcer';
import { CellFeed } from './cells/cell-feed';
import { CellGrid } from './cells/cell-grid';
import { Correction } from './cells/correction';
import { KeyWritingOpener } from './cells/key-writing-opener';
import { PlaceAnnouncer } from './cells/places';
import { SecondOpinionNews } from './cells/second-opinion-news';
import { PageControls } from './controls/page-controls';
import { Toolbar } from './controls/toolbar';
import { ViewControls } from './controls/view-controls';
import { usePageKeys } from './input/use-page-keys';
import styles from './page.module.css';
import { PageContext } from './page-context';
import { PageEngine } from './page-engine';
import { PageNews } from './page-news';
import { pageUi, resetPageUi, usePageUi } from './page-store';
import { PrintPage } from './take-home/print-page';
import { OpenTray } from './tray/open-tray';
import type { Insets } from './view/camera';

/** Space between the page and the window's edges or the controls, in CSS pixels. */
const MARGIN = 12;
/** Height of the page's name at the top left, margins included. */
const TOP_BAR = 52;

/** What the tray takes of the width where it stands beside the paper, CSS pixels: over all of it, it leaves no view to go along. */
function besidePaper(root: HTMLElement | null): number {
  const width = document.querySelector<HTMLElement>('[data-tray]')?.offsetWidth ?? 0;
  return root && width < root.clientWidth / 2 ? width : 0;
}

/** The squared paper on which everybody writes. Fills its container. */
export function Page() {
  const client = useRoomClient();
  const roomId = useRoomView((view) => view.state.roomId);
  const root = useRef<HTMLDivElement>(null);
  const paper = useRef<HTMLCanvasElement>(null);
  const live = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLDivElement>(null);
  const toolbar = useRef<HTMLDivElement>(null);
  const [engine, setEngine] = useState<PageEngine | null>(null);
  const [feed, setFeed] = useState<CellFeed | null>(null);

  useEffect(() => {
    const next = new CellFeed(client);
    setFeed(next);
    return () => next.dispose();
  }, [client]);

  // Another room starts with nothing selected.
  useEffect(() => {
    if (roomId) resetPageUi();
  }, [roomId]);

  useEffect(() => {
    if (!feed || !root.current || !paper.current || !live.current || !overlay.current) return;
    const insets = (): Insets => ({
      top: TOP_BAR,
      right: MARGIN,
      bottom: (toolbar.current?.offsetHeight ?? 0) + 2 * MARGIN,
      left: MARGIN + besidePaper(root.current),
    });
    const elements = { root: root.current, paper: paper.current, live: live.current, overlay: overlay.current };
    const next = new PageEngine(elements, client, insets);
    setEngine(next);
    return () => {
      next.dispose();
      setEngine(null);
    };
  }, [client, feed]);

  const toReveal = usePageUi((ui) => ui.toReveal);
  useEffect(() => {
    if (!engine || toReveal === null) return;
    engine.view.reveal(toReveal);
    pageUi.setState({ toReveal: null });
  }, [engine, toReveal]);

  const tray = usePageUi((ui) => ui.tray);
  usePageKeys(root, engine);
  const context = useMemo(() => feed && { feed, engine }, [feed, engine]);
  return (
    <div ref={root} className={styles.page} data-page-root data-tray-open={tray || undefined} data-testid="page">
      <div aria-hidden="true">
        <canvas ref={paper} className={styles.canvas} data-testid="page-canvas" />
        <canvas ref={live} className={styles.canvas} />
      </div>
      {context ? (
        <PageContext value={context}>
          <CellGrid overlay={overlay} />
          <PageControls />
          <ViewControls />
          <Toolbar ref={toolbar} />
          <Correction />
          <KeyWritingOpener />
          <OpenTray />
          <PrintPage />
          <Announcer />
          <ClassNewsRegion />
          <PlaceAnnouncer />
          <PageNews />
          <SecondOpinionNews />
        </PageContext>
      ) : null}
    </div>
  );
}
