import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { panelCover } from '../core/panel-cover';
import { useRoomClient, useRoomView } from '../core/room-provider';
import { useRoomPanel } from '../core/use-room-panel';
import { NoticeLine } from '../ui/line-notice';
import { Announcer, ClassNewsRegion } from './cells/announcer';
import { CellFeed } from './cells/cell-feed';
import { CellGrid } from './cells/cell-grid';
import { Correction } from './cells/correction';
import { KeyWritingOpener } from './cells/key-writing-opener';
import { PlaceAnnouncer } from './cells/places';
import { SecondOpinionNews } from './cells/second-opinion-news';
import { PageControls } from './controls/page-controls';
import { FingersOnceAsked, Toolbar } from './controls/toolbar';
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

/** Space between the page and the edges of what shows it, in CSS pixels: little where its controls stand. */
const MARGIN = 12;
const EDGE = 6;

/** What the tray takes of the width where it stands beside the paper, CSS pixels: over all of it, it leaves no view to go along. */
function besidePaper(root: HTMLElement): number {
  const tray = document.querySelector<HTMLElement>('[data-tray]');
  if (!tray || tray.offsetWidth > root.clientWidth / 2) return 0;
  return tray.getBoundingClientRect().right - root.getBoundingClientRect().left;
}

/**
 * The squared paper on which everybody writes, and its controls around it: they cover nothing that is written. Fills its container.
 *
 * @param notices stand in a line of their own among the controls
 */
export function Page({ notices }: { notices: ReactNode }) {
  const client = useRoomClient();
  const roomId = useRoomView((view) => view.state.roomId);
  const root = useRef<HTMLDivElement>(null);
  const paper = useRef<HTMLCanvasElement>(null);
  const live = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLDivElement>(null);
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
    const element = root.current;
    const insets = (): Insets => {
      const { right, bottom } = panelCover();
      return { top: EDGE, right: MARGIN + right, bottom: EDGE + bottom, left: MARGIN + besidePaper(element) };
    };
    const elements = { root: element, paper: paper.current, live: live.current, overlay: overlay.current };
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

  const panel = useRoomPanel();
  // The cell that it may be about stays in sight beside it.
  useEffect(() => engine?.view.uncover(), [engine, panel.lies, panel.tall, panel.wide]);

  const tray = usePageUi((ui) => ui.tray);
  usePageKeys(root, engine);
  const context = useMemo(() => feed && { feed, engine }, [feed, engine]);
  return (
    <div
      className={styles.page}
      data-tray-open={tray || undefined}
      // What is open beside the paper.
      data-beside={panel.lies ? (panel.wide ? 'wide' : 'panel') : undefined}
    >
      <PageContext value={context}>
        <div className={styles.layout}>
          {context ? <PageControls /> : null}
          {context ? <NoticeLine className={styles.notices}>{notices}</NoticeLine> : null}
          <div ref={root} className={styles.paper} data-testid="page">
            <div aria-hidden="true">
              <canvas ref={paper} className={styles.canvas} data-testid="page-canvas" />
              <canvas ref={live} className={styles.canvas} />
            </div>
            {context ? (
              <>
                <CellGrid overlay={overlay} />
                <KeyWritingOpener />
              </>
            ) : null}
          </div>
          {context ? (
            <>
              <FingersOnceAsked />
              <Toolbar />
              <ViewControls />
            </>
          ) : null}
        </div>
        {context ? (
          <>
            <Correction />
            <OpenTray />
            <PrintPage />
            <Announcer />
            <ClassNewsRegion />
            <PlaceAnnouncer />
            <PageNews />
            <SecondOpinionNews />
          </>
        ) : null}
      </PageContext>
    </div>
  );
}
