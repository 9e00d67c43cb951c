import { shownPage } from '@inkroom/client';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useIsPast } from '../../challenge/use-time';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { CellFeed } from '../../page/cells/cell-feed';
import pageStyles from '../../page/page.module.css';
import { PageContext } from '../../page/page-context';
import { PageEngine } from '../../page/page-engine';
import { resetPageUi } from '../../page/page-store';
import type { Insets } from '../../page/view/camera';
import { Director } from './director';
import { ProjectorCell } from './projector-cell';
import styles from './projector-cell.module.css';

/** Desk around the page, as a share of the height. */
const MARGIN = 0.02;
/** Marks of pens are made for a window that one sits at: on 1080 lines they are so many times larger. */
const AFAR = 2.4;
const AFAR_LINES = 1080;
const DIRECT_MS = 500;

/** The paper with what is written and read on it. Nobody can do anything to it but look elsewhere for a while. */
export function ProjectorPaper() {
  const client = useRoomClient();
  const root = useRef<HTMLDivElement>(null);
  const paper = useRef<HTMLCanvasElement>(null);
  const live = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLDivElement>(null);
  const [feed, setFeed] = useState<CellFeed | null>(null);

  useEffect(() => {
    const next = new CellFeed(client);
    resetPageUi();
    setFeed(next);
    return () => next.dispose();
  }, [client]);

  useEffect(() => {
    const element = root.current;
    if (!feed || !element || !paper.current || !live.current || !overlay.current) return;
    const insets = (): Insets => {
      const margin = Math.round(element.clientHeight * MARGIN);
      return { top: margin, right: margin, bottom: margin, left: margin };
    };
    const elements = { root: element, paper: paper.current, live: live.current, overlay: overlay.current };
    const engine = new PageEngine(elements, client, insets);
    const director = new Director(engine.view, client, insets);
    const direct = () => {
      engine.seeFromAfar((AFAR * element.clientHeight) / AFAR_LINES);
      director.direct(performance.now());
    };
    const leave = client.live.subscribe(() => director.watch(performance.now()));
    const handOver = ({ type, buttons }: Event & { buttons?: number }) => {
      if (type === 'wheel' || buttons) director.yield(performance.now());
    };
    const events = ['pointerdown', 'pointermove', 'wheel'] as const;
    for (const event of events) element.addEventListener(event, handOver, { passive: true });
    const timer = setInterval(direct, DIRECT_MS);
    direct();
    return () => {
      clearInterval(timer);
      leave();
      for (const event of events) element.removeEventListener(event, handOver);
      engine.dispose();
    };
  }, [client, feed]);

  const context = useMemo(() => feed && { feed, engine: null }, [feed]);
  return (
    <div ref={root} className={pageStyles.paper} data-fills data-testid="projector-paper" aria-hidden>
      <canvas ref={paper} className={pageStyles.canvas} data-testid="page-canvas" />
      <canvas ref={live} className={pageStyles.canvas} />
      {context ? (
        <PageContext value={context}>
          <div ref={overlay} className={styles.overlay} data-testid="projector-cells">
            <Cells />
          </div>
        </PageContext>
      ) : null}
    </div>
  );
}

function Cells() {
  const columns = useRoomView((view) => shownPage(view).columns);
  const rows = useRoomView((view) => shownPage(view).rows);
  const challenge = useRoomView((view) => view.state.challenge);
  const isOver = useIsPast(challenge?.until ?? 0);
  const over = isOver ? challenge : null;
  return Array.from({ length: rows * columns }, (_, index) => (
    <ProjectorCell key={index} index={index} column={index % columns} row={Math.floor(index / columns)} over={over} />
  ));
}
