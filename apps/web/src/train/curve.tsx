'use client';

import type { RunSeries } from '@inkroom/client';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import 'uplot/dist/uPlot.min.css';
import type UPlot from 'uplot';
import { token } from '../ui/token';
import { useEffectiveTheme } from '../ui/use-effective-theme';
import { chartAxes } from './chart-axes';
import styles from './curve.module.css';
import { type CurveData, type CurveKind, curveData, curveEnd, curveRange } from './curve-data';

const HEIGHT = 148;
/** Both curves of a run show the same epoch under the pointer. */
const SYNC_KEY = 'run-curves';

interface Props {
  kind: CurveKind;
  series: RunSeries;
  /** Epochs of the whole run: the frame stands from the start and the curve grows into it. */
  epochs: number;
}

/** A curve of a run: training as a line, the test set as points, one for each epoch. */
export function Curve({ kind, series, epochs }: Props) {
  const t = useTranslations('training');
  const format = useFormatter();
  const theme = useEffectiveTheme();
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<UPlot | null>(null);
  const data = useMemo(() => curveData(series.points, series.epochs, kind, epochs), [series, kind, epochs]);
  const latest = useRef(data);
  latest.current = data;
  const [hovered, setHovered] = useState<number | null>(null);

  // The colours are read from the page and change with the theme.
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    let ended = false;
    let observer: ResizeObserver | undefined;
    // The chart library comes with the first curve, not with the page.
    void import('uplot').then(({ default: Plot }) => {
      if (ended) return;
      const plot = new Plot(
        options(element, kind, epochs, () => latest.current, setHovered, Plot),
        latest.current,
        element,
      );
      chart.current = plot;
      observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
      observer.observe(element);
    });
    return () => {
      ended = true;
      observer?.disconnect();
      chart.current?.destroy();
      chart.current = null;
    };
  }, [kind, epochs, theme]);

  useEffect(() => chart.current?.setData(data), [data]);

  const write = (value: number | null | undefined) =>
    typeof value !== 'number'
      ? '–'
      : kind === 'loss'
        ? format.number(value, { minimumFractionDigits: 3, maximumFractionDigits: 3 })
        : format.number(value, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const at = hovered !== null && hovered < data[0].length ? hovered : null;
  const training = at === null ? last(data[2]) : near(data[2], at);
  const test = at === null ? last(data[3]) : near(data[3], at);
  const empty = data[0].length === 0;
  return (
    <figure className={styles.curve}>
      <figcaption className={styles.caption}>
        <span className={styles.title}>{t(kind)}</span>
        <span className={styles.key} data-series="training">
          {t('trainSeries')} <strong>{write(training)}</strong>
        </span>
        <span className={styles.key} data-series="test">
          {t('testSeries')} <strong>{write(test)}</strong>
        </span>
      </figcaption>
      <div
        ref={frame}
        className={styles.frame}
        style={{ height: HEIGHT }}
        role="img"
        aria-label={t(`${kind}Chart`, { value: empty ? 'none' : write(last(data[2])) })}
        data-testid={`curve-${kind}`}
        data-points={series.points.length}
      />
    </figure>
  );
}

function last(values: readonly (number | null)[]): number | null {
  return near(values, values.length - 1);
}

/** The value at an index, or the nearest before it. */
function near(values: readonly (number | null)[], index: number): number | null {
  for (let i = index; i >= 0; i--) if (typeof values[i] === 'number') return values[i]!;
  return null;
}

function options(
  element: HTMLElement,
  kind: CurveKind,
  epochs: number,
  data: () => CurveData,
  onHover: (index: number | null) => void,
  Plot: typeof UPlot,
): UPlot.Options {
  const line = token(element, '--color-series-1');
  const dots = token(element, '--color-series-2');
  return {
    width: element.clientWidth,
    height: HEIGHT,
    padding: [8, 10, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      sync: { key: SYNC_KEY },
      points: { show: false },
    },
    hooks: { setCursor: [(plot) => onHover(plot.cursor.idx ?? null)] },
    scales: {
      x: { time: false, range: () => [0, curveEnd(data(), epochs)] },
      y: { range: () => curveRange(data(), kind) },
    },
    axes: chartAxes(element, kind),
    series: [
      {},
      { stroke: line, width: 1, alpha: 0.25, spanGaps: true, points: { show: false } },
      { stroke: line, width: 2, spanGaps: true, points: { show: false } },
      {
        stroke: dots,
        width: 1.5,
        dash: [4, 4],
        spanGaps: true,
        paths: Plot.paths.linear?.(),
        points: { show: true, size: 8, width: 2, stroke: dots, fill: token(element, '--color-surface') },
      },
    ],
  };
}
