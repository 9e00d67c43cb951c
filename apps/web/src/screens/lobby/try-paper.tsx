import { CELL_SIZE, DEFAULT_STROKE_WIDTH, IMAGE_SIZE, type Ink, POINT_STRIDE, renderStrokes } from '@inkroom/shared';
import { Eraser, Pen } from 'lucide-react';
import { type PointerEvent, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { strokesToAsk } from '../../core/ask/ask-model';
import { ModelAsk, NOTHING_ASKED } from '../../core/ask/model-ask';
import { demoDigit } from '../../page/paint/demo-digits';
import { inkOutline, traceOutline } from '../../page/paint/ink-outline';
import { IconButton } from '../../ui/icon-button';
import { Row, Stack } from '../../ui/layout';
import { token, useEffectiveTheme } from '../../ui/theme';
import { REDUCED_MOTION } from '../../ui/use-media-query';
import { PaperAnswer } from './paper-answer';
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
/** Who draws is answered four times a second: it feels live, and an address has enough questions for a class. */
const ASK_EVERY_MS = 250;

interface Written extends Ink {
  cell: number;
  colour: `--${string}`;
  finished: boolean;
}

const noImage = new Float32Array(IMAGE_SIZE * IMAGE_SIZE);

/** The lobby's living illustration: paper that writes by itself until somebody takes the pen, what a model sees of it, and what it reads. */
export function TryPaper() {
  const t = useTranslations('shell.lobby');
  const theme = useEffectiveTheme();
  const canvas = useRef<HTMLCanvasElement>(null);
  const strokes = useRef<Written[]>([]);
  const drawing = useRef<{ pointerId: number; isTouch: boolean; stroke: Written; startedAt: number } | null>(null);
  const [taken, setTaken] = useState(false);
  const [image, setImage] = useState<Float32Array>(noImage);
  const [asked, setAsked] = useState(NOTHING_ASKED);
  const [ask] = useState(() => new ModelAsk({ tell: setAsked, everyMs: ASK_EVERY_MS }));
  useEffect(() => () => ask.end(), [ask]);

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

  const inkOf = useCallback((cell: number) => strokes.current.filter((stroke) => stroke.cell === cell), []);

  const show = useCallback(
    (cell: number) => {
      draw();
      setImage(renderStrokes(inkOf(cell), 'mnist'));
    },
    [draw, inkOf],
  );

  const showDrawn = (cell: number) => {
    show(cell);
    ask.ask(() => ({ strokes: strokesToAsk(inkOf(cell)) }));
  };

  const clear = () => {
    drawing.current = null;
    strokes.current = [];
    draw();
    setImage(noImage);
    ask.end();
  };

  useEffect(draw, [draw, theme]);

  useEffect(() => {
    const observer = new ResizeObserver(() => draw());
    if (canvas.current) observer.observe(canvas.current);
    return () => observer.disconnect();
  }, [draw]);

  useEffect(() => {
    const element = canvas.current;
    // Safari on a tablet swallows a pen's second quick stroke, as of a 4 or 7, unless touches are refused this way; React's listeners cannot.
    const refuse = (event: Event) => event.preventDefault();
    element?.addEventListener('touchmove', refuse, { passive: false });
    return () => element?.removeEventListener('touchmove', refuse);
  }, []);

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
    if (event.button !== 0) return;
    const under = drawing.current;
    if (under) {
      // A pen beats the palm that came down before it, and what that has left.
      if (event.pointerType !== 'pen' || !under.isTouch) return;
      strokes.current = strokes.current.filter((stroke) => stroke !== under.stroke);
    }
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
    // The answer that stands there is another cell's.
    if (strokes.current.at(-1)?.cell !== cell) ask.end();
    strokes.current = [...strokes.current, stroke];
    drawing.current = { pointerId: event.pointerId, isTouch: event.pointerType === 'touch', stroke, startedAt };
    showDrawn(cell);
  };

  const penMove = (event: PointerEvent<HTMLCanvasElement>) => {
    const pen = drawing.current;
    if (pen?.pointerId !== event.pointerId) return;
    pen.stroke.points.push(...pointsOf(event, pen.stroke.cell, pen.startedAt));
    showDrawn(pen.stroke.cell);
  };

  const penUp = (event: PointerEvent<HTMLCanvasElement>) => {
    const pen = drawing.current;
    if (pen?.pointerId !== event.pointerId) return;
    pen.stroke.finished = true;
    drawing.current = null;
    showDrawn(pen.stroke.cell);
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
      <Row as="figcaption" gap={3}>
        <PaperAnswer image={image} asked={asked} isDemo={!taken} />
        {taken ? (
          <IconButton label={t('tryClear')} icon={<Eraser />} onClick={clear} data-testid="paper-clear" />
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
