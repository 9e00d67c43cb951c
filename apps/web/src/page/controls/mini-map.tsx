import { shownPage } from '@inkroom/client';
import { CELL_SIZE, cellOrigin } from '@inkroom/shared';
import { type PointerEvent, useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { clamp } from '../../ui/clamp';
import { classNames } from '../../ui/class-names';
import { watchTheme } from '../../ui/theme';
import type { PageEngine } from '../page-engine';
import { readTheme } from '../paint/page-theme';
import styles from './view-controls.module.css';

/** The map's sides in CSS pixels: no higher than the tools beside it, and wide enough to aim at where a page has many rows. */
const WIDTH_MAX = 96;
const WIDTH_MIN = 40;
const HEIGHT = 46;
/** Narrower cells have no gaps between them, CSS pixels. */
const GAP_FROM = 4;

/** The page at a glance: written cells, and the part in view, which can be dragged. */
export function MiniMap({ engine }: { engine: PageEngine }) {
  const t = useTranslations('page.view');
  const client = useRoomClient();
  const rows = useRoomView((view) => shownPage(view).rows);
  const columns = useRoomView((view) => shownPage(view).columns);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = clamp(Math.round((HEIGHT * columns) / rows), WIDTH_MIN, WIDTH_MAX);
  const [across, down] = [width / (columns * CELL_SIZE), HEIGHT / (rows * CELL_SIZE)];

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return;
    const ratio = Math.min(3, devicePixelRatio);
    element.width = width * ratio;
    element.height = HEIGHT * ratio;
    let theme = readTheme(element);
    let frame = 0;
    const paint = () => {
      frame = 0;
      const page = shownPage(client.view.getState());
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.fillStyle = theme.paper;
      context.fillRect(0, 0, width, HEIGHT);
      const [wide, high] = [across * CELL_SIZE, down * CELL_SIZE];
      const gap = Math.min(wide, high) < GAP_FROM ? 0 : 1;
      for (let index = 0; index < rows * columns; index++) {
        const cell = page.cells[index];
        const { x, y } = cellOrigin(index, page);
        context.globalAlpha = cell?.strokes.length ? 0.6 : 0.7;
        context.fillStyle = cell?.strokes.length ? theme.ink : theme.rule;
        context.fillRect(x * across + gap, y * down + gap, wide - 2 * gap, high - 2 * gap);
      }
      context.globalAlpha = 1;
      const { camera, viewport } = engine.view;
      context.strokeStyle = theme.accent;
      context.lineWidth = 2;
      const left = Math.max(1, camera.x * across);
      const top = Math.max(1, camera.y * down);
      const right = Math.min(width - 1, (camera.x + viewport.width / camera.zoom) * across);
      const bottom = Math.min(HEIGHT - 1, (camera.y + viewport.height / camera.zoom) * down);
      if (right > left && bottom > top) context.strokeRect(left, top, right - left, bottom - top);
    };
    const schedule = () => {
      frame ||= requestAnimationFrame(paint);
    };
    const ends = [
      engine.onCamera(schedule),
      client.view.subscribe((view, before) => {
        if (shownPage(view).cells !== shownPage(before).cells) schedule();
      }),
      watchTheme(() => {
        theme = readTheme(element);
        schedule();
      }),
    ];
    paint();
    return () => {
      cancelAnimationFrame(frame);
      for (const end of ends) end();
    };
  }, [client, engine, columns, rows, width, across, down]);

  const go = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId);
    else if (event.buttons === 0) return;
    const box = event.currentTarget.getBoundingClientRect();
    const inner = { left: box.left + 5, top: box.top + 5 };
    engine.view.centre({ x: (event.clientX - inner.left) / across, y: (event.clientY - inner.top) / down });
  };
  return (
    <canvas
      ref={canvas}
      className={classNames('floating', styles.map)}
      style={{ boxSizing: 'content-box', width, height: HEIGHT }}
      role="img"
      aria-label={t('map')}
      data-testid="mini-map"
      onPointerDown={go}
      onPointerMove={go}
    />
  );
}
