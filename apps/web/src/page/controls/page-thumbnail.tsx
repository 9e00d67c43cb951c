import { personOf } from '@inkroom/client';
import { authorOf, CELL_SIZE, cellOrigin, pageOf } from '@inkroom/shared';
import { useEffect, useRef } from 'react';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { useEffectiveTheme } from '../../ui/theme';
import { personInk } from '../paint/ink-colour';
import { inkOutline, traceOutline } from '../paint/ink-outline';
import { readTheme } from '../paint/page-theme';

/** Its width in CSS pixels. */
const WIDTH = 144;
/** What of a tall page is seen: as high as it is wide. */
const HEIGHT_MAX = 144;

/** A page in small: its ink where that is here, else a mark in each cell that is known to be written. */
export function PageThumbnail({ page }: { page: number }) {
  const client = useRoomClient();
  const content = useRoomView((view) => pageOf(view.state, page));
  const theme = useEffectiveTheme();
  const canvas = useRef<HTMLCanvasElement>(null);
  const { columns, rows, cells } = content;
  const scale = WIDTH / (columns * CELL_SIZE);
  const height = Math.max(1, Math.min(HEIGHT_MAX, Math.round(rows * CELL_SIZE * scale)));

  // A live page is painted anew at most once a frame.
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const element = canvas.current;
      const context = element?.getContext('2d');
      if (!element || !context) return;
      const ratio = Math.min(2, devicePixelRatio || 1);
      const { paper, ruleStrong, tone, ink } = readTheme(element);
      const view = client.view.getState();
      element.width = WIDTH * ratio;
      element.height = height * ratio;
      context.scale(ratio, ratio);
      context.fillStyle = paper;
      context.fillRect(0, 0, WIDTH, height);
      context.fillStyle = ruleStrong;
      const side = CELL_SIZE * scale;
      for (let column = 1; column < columns; column++) context.fillRect(Math.round(column * side), 0, 0.5, height);
      for (let row = 1; row < rows; row++) context.fillRect(0, Math.round(row * side), WIDTH, 0.5);
      for (const [key, { strokes }] of Object.entries(cells)) {
        const index = Number(key);
        const origin = cellOrigin(index, content);
        if (strokes.length === 0 || origin.y * scale > height) continue;
        const colourOf = (id: string) => {
          const author = personOf(view, authorOf(id));
          return author ? personInk(author.colour, tone) : ink;
        };
        const here = client.strokesOf(index, page);
        context.save();
        context.translate(origin.x * scale, origin.y * scale);
        context.scale(scale, scale);
        for (const stroke of here) {
          context.fillStyle = colourOf(stroke.id);
          context.beginPath();
          // At this size a line of its true width would hardly be seen.
          traceOutline(inkOutline({ points: stroke.points, width: stroke.width * 1.6 }, true), context);
          context.fill();
        }
        if (here.length === 0) {
          context.fillStyle = colourOf(strokes[0]!);
          context.globalAlpha = 0.55;
          context.beginPath();
          context.roundRect(60, 60, CELL_SIZE - 120, CELL_SIZE - 120, 30);
          context.fill();
        }
        context.restore();
      }
    });
    return () => cancelAnimationFrame(frame);
  }, [client, page, content, columns, rows, cells, scale, height, theme]);

  return <canvas ref={canvas} style={{ width: WIDTH, height }} aria-hidden />;
}
