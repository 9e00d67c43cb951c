import { shownPage } from '@inkroom/client';
import { CELL_SIZE, cellOrigin } from '@inkroom/shared';
import { type PointerEvent, useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { classNames } from '../../ui/class-names';
import { watchTheme } from '../../ui/theme';
import type { PageEngine } from '../page-engine';
import { readTheme } from '../paint/page-theme';
import styles from './view-controls.module.css';

/** Longest sides of the map in CSS pixels: small enough for a phone's corner. */
const WIDTH = 96;
const HEIGHT_MAX = 120;

/** The page at a glance: written cells, and the part in view, which can be dragged. */
export function MiniMap({ engine }: { engine: PageEngine }) {
  const t = useTranslations('page.view');
  const client = useRoomClient();
  const rows = useRoomView((view) => shownPage(view).rows);
  const columns = useRoomView((view) => shownPage(view).columns);
  const canvas = useRef<HTMLCanvasElement>(null);
  const perUnit = Math.min(WIDTH / (columns * CELL_SIZE), HEIGHT_MAX / (rows * CELL_SIZE));
  const width = Math.round(columns * CELL_SIZE * perUnit);
  const height = Math.round(rows * CELL_SIZE * perUnit);

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return;
    const ratio = Math.min(3, devicePixelRatio);
    element.width = width * ratio;
    element.height = height * ratio;
    let theme = readTheme(element);
    let frame = 0;
    const paint = () => {
      frame = 0;
      const page = shownPage(client.view.getState());
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.fillStyle = theme.paper;
      context.fillRect(0, 0, width, height);
      const side = CELL_SIZE * perUnit;
      for (let index = 0; index < rows * columns; index++) {
        const cell = page.cells[index];
        const { x, y } = cellOrigin(index, page);
        context.globalAlpha = cell?.strokes.length ? 0.6 : 0.7;
        context.fillStyle = cell?.strokes.length ? theme.ink : theme.rule;
        context.fillRect(x * perUnit + 1, y * perUnit + 1, Math.max(1, side - 2), Math.max(1, side - 2));
      }
      context.globalAlpha = 1;
      const { camera, viewport } = engine.view;
      context.strokeStyle = theme.accent;
      context.lineWidth = 2;
      const left = Math.max(1, camera.x * perUnit);
      const top = Math.max(1, camera.y * perUnit);
      const right = Math.min(width - 1, (camera.x + viewport.width / camera.zoom) * perUnit);
      const bottom = Math.min(height - 1, (camera.y + viewport.height / camera.zoom) * perUnit);
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
  }, [client, engine, columns, rows, width, height, perUnit]);

  const go = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId);
    else if (event.buttons === 0) return;
    const box = event.currentTarget.getBoundingClientRect();
    const inner = { left: box.left + 5, top: box.top + 5 };
    engine.view.centre({ x: (event.clientX - inner.left) / perUnit, y: (event.clientY - inner.top) / perUnit });
  };
  return (
    <canvas
      ref={canvas}
      className={classNames('floating', styles.map)}
      style={{ boxSizing: 'content-box', width, height }}
      role="img"
      aria-label={t('map')}
      data-testid="mini-map"
      onPointerDown={go}
      onPointerMove={go}
    />
  );
}
