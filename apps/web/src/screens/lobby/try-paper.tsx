import { CELL_SIZE, DEFAULT_STROKE_WIDTH, IMAGE_SIZE, type Ink, POINT_STRIDE, renderStrokes } from '@inkroom/shared';
import { Eraser, Pen } from 'lucide-react';
import { type PointerEvent, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { demoDigit } from '../../page/paint/demo-digits';
import { inkOutline, traceOutline } from '../../page/paint/ink-outline';
import { Button } from '../../ui/button';
import { Row, Stack } from '../../ui/layout';
import { PixelImage } from '../../ui/pixel-image';
import { Span } from '../../ui/text';
import { token, useEffectiveTheme } from '../../ui/theme';
import { REDUCED_MOTION } from '../../ui/use-media-query';
import styles from './try-paper.module.css';

const COLUMNS = 4;
const ROWS = 3;
/** Fine rules per cell side: the squares of the paper. */
const RULES = 5;
/** What is written by itself, cell by cell, until a visitor takes the pen; the empty cells invite to draw. */
const DEMO: readonly (readonly [cell: number, digit: number, colour: number])[] = [
  [0, 2, 0],
  [1, 7, 1],
  [4, 5, 2],
  [2, 9, 0],
  [5, 4, 1],
  [8, 3, 2],
  [3, 0, 1],
  [6, 8, 0],
];
const DEMO_COLOURS = ['--color-series-1', '--color-series-2', '--color-series-3'] as const;
/** Pause between two digits that the illustration writes. */
const PAUSE_MS = 420;

interface Written extends Ink {
  cell: number;
  colour: `--${string}`;
  finished: boolean;
}

const noImage = new Float32Array(IMAGE_SIZE * IMAGE_SIZE);

/** The lobby's living illustration: paper that writes by itself until somebody takes the pen, and what a model sees of it. */
export function TryPaper() {
  const t = useTranslations('shell.lobby');
  const theme = useEffectiveTheme();
  const canvas = useRef<HTMLCanvasElement>(null);
  const strokes = useRef<Written[]>([]);
  const drawing = useRef<{ pointerId: number; stroke: Written; startedAt: number } | null>(null);
  const [taken, setTaken] = useState(false);
  const [image, setImage] = useState<Float32Array>(noImage);

  const draw = useCallback(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return;
    const ratio = window.devicePixelRatio || 1;
    const width = Math.round(element.clientWidth * ratio);
    const height = Math.round(element.clientHeight * ratio);
    if (element.width !== width || element.height !== height) {
      element.width = width;
      element.height = height;
    }
    const scale = width / (COLUMNS * CELL_SIZE);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    drawRules(context, element, width, height, ratio);
    for (const stroke of strokes.current) {
      const path = new Path2D();
      traceOutline(inkOutline(stroke, stroke.finished), path);
      const x = (stroke.cell % COLUMNS) * CELL_SIZE;
      const y = Math.floor(stroke.cell / COLUMNS) * CELL_SIZE;
      context.setTransform(scale, 0, 0, scale, x * scale, y * scale);
      context.fillStyle = token(element, stroke.colour);
      context.fill(path);
    }
  }, []);

  const show = useCallback(
    (cell: number) => {
      draw();
      setImage(
        renderStrokes(
          strokes.current.filter((stroke) => stroke.cell === cell),
          'mnist',
        ),
      );
    },
    [draw],
  );

  useEffect(draw, [draw, theme]);

  useEffect(() => {
    const observer = new ResizeObserver(() => draw());
    if (canvas.current) observer.observe(canvas.current);
    return () => observer.disconnect();
  }, [draw]);

  useEffect(() => {
    if (taken) return;
    return writeDemo(strokes, show);
  }, [taken, show]);

  const pointsOf = (event: PointerEvent<HTMLCanvasElement>, cell: number, startedAt: number): number[] => {
    const box = event.currentTarget.getBoundingClientRect();
    const scale = (COLUMNS * CELL_SIZE) / box.width;
    const events = event.nativeEvent.getCoalescedEvents?.() ?? [];
    return (events.length > 0 ? events : [event.nativeEvent]).flatMap((one) => [
      (one.clientX - box.left) * scale - (cell % COLUMNS) * CELL_SIZE,
      (one.clientY - box.top) * scale - Math.floor(cell / COLUMNS) * CELL_SIZE,
      one.pressure || 0.5,
      Math.max(0, one.timeStamp - startedAt),
    ]);
  };

  const penDown = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.button !== 0 || drawing.current) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    if (!taken) {
      setTaken(true);
      strokes.current = [];
    }
    const box = event.currentTarget.getBoundingClientRect();
    const column = Math.min(COLUMNS - 1, Math.floor(((event.clientX - box.left) / box.width) * COLUMNS));
    const row = Math.min(ROWS - 1, Math.floor(((event.clientY - box.top) / box.height) * ROWS));
    const cell = row * COLUMNS + column;
    const startedAt = event.timeStamp;
    const stroke: Written = {
      cell,
      colour: '--color-accent',
      finished: false,
      width: DEFAULT_STROKE_WIDTH,
      points: pointsOf(event, cell, startedAt),
    };
    strokes.current = [...strokes.current, stroke];
    drawing.current = { pointerId: event.pointerId, stroke, startedAt };
    show(cell);
  };

  const penMove = (event: PointerEvent<HTMLCanvasElement>) => {
    const pen = drawing.current;
    if (pen?.pointerId !== event.pointerId) return;
    pen.stroke.points.push(...pointsOf(event, pen.stroke.cell, pen.startedAt));
    show(pen.stroke.cell);
  };

  const penUp = (event: PointerEvent<HTMLCanvasElement>) => {
    const pen = drawing.current;
    if (pen?.pointerId !== event.pointerId) return;
    pen.stroke.finished = true;
    drawing.current = null;
    show(pen.stroke.cell);
  };

  return (
    <Stack as="figure" gap={3}>
      <div className={styles.paper}>
        <canvas
          ref={canvas}
          className={styles.canvas}
          role="img"
          aria-label={t('tryCanvas')}
          data-testid="try-paper"
          onPointerDown={penDown}
          onPointerMove={penMove}
          onPointerUp={penUp}
          onPointerCancel={penUp}
        />
        {taken ? null : (
          <span className={styles.hint}>
            <Pen size="1rem" color="var(--color-accent)" />
            {t('tryHint')}
          </span>
        )}
      </div>
      <Row as="figcaption" gap={3} className={styles.caption}>
        <PixelImage image={image} className={styles.sees} />
        <Span look="muted s grow">{t('trySees')}</Span>
        {taken ? (
          <Button
            size="s"
            variant="ghost"
            icon={<Eraser />}
            onClick={() => {
              strokes.current = [];
              draw();
              setImage(noImage);
            }}
          >
            {t('tryClear')}
          </Button>
        ) : null}
      </Row>
    </Stack>
  );
}

function drawRules(
  context: CanvasRenderingContext2D,
  element: Element,
  width: number,
  height: number,
  ratio: number,
): void {
  const line = (x1: number, y1: number, x2: number, y2: number) => {
    context.beginPath();
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
    context.stroke();
  };
  context.lineWidth = ratio;
  for (const [perCell, colour] of [
    [RULES, token(element, '--color-rule')],
    [1, token(element, '--color-rule-strong')],
  ] as const) {
    context.strokeStyle = colour;
    for (let i = 1; i < COLUMNS * perCell; i++) {
      const x = Math.round((i * width) / (COLUMNS * perCell)) + 0.5;
      line(x, 0, x, height);
    }
    for (let i = 1; i < ROWS * perCell; i++) {
      const y = Math.round((i * height) / (ROWS * perCell)) + 0.5;
      line(0, y, width, y);
    }
  }
}

/** Writes the demo at the pace of a hand, or shows it at once to people who want no motion. @returns stops it */
function writeDemo(strokes: { current: Written[] }, show: (cell: number) => void): () => void {
  const script = DEMO.flatMap(([cell, digit, colour]) =>
    demoDigit(digit).map((ink, index): Written & { first: boolean } => ({
      ...ink,
      cell,
      colour: DEMO_COLOURS[colour] ?? '--color-accent',
      finished: true,
      first: index === 0,
    })),
  );
  if (window.matchMedia(REDUCED_MOTION).matches) {
    strokes.current = script;
    show(script.at(-1)?.cell ?? 0);
    return () => {};
  }
  let frame = 0;
  let index = 0;
  let startAt = performance.now() + PAUSE_MS;
  const done: Written[] = [];
  const step = (now: number) => {
    const stroke = script[index];
    if (!stroke) return;
    if (now >= startAt) {
      const elapsed = now - startAt;
      const count = stroke.points.length / POINT_STRIDE;
      let shown = 1;
      while (shown < count && stroke.points[shown * POINT_STRIDE + 3]! <= elapsed) shown++;
      const finished = shown === count;
      strokes.current = [...done, { ...stroke, points: stroke.points.slice(0, shown * POINT_STRIDE), finished }];
      show(stroke.cell);
      if (finished) {
        done.push(stroke);
        index++;
        startAt = now + (script[index]?.first === false ? PAUSE_MS / 3 : PAUSE_MS);
      }
    }
    frame = requestAnimationFrame(step);
  };
  frame = requestAnimationFrame(step);
  return () => cancelAnimationFrame(frame);
}
