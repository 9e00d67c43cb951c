import { useEffect, useRef } from 'react';
import 'uplot/dist/uPlot.min.css';
import type UPlot from 'uplot';
import { useTranslations } from 'use-intl';
import { token, useEffectiveTheme } from '../../ui/theme';
import { chartAxes } from './chart-axes';
import type { CurveKind } from './curve-data';
import { axisEnds, heightOf } from './curve-scale';

/** How a series is drawn: as a line, as its faint unsmoothed shadow, or as the test set's points. */
export type CurveLook = 'line' | 'faint' | 'tests';

export interface CurveSeries {
  /** Which of the tokens `--color-series-*`. */
  colour: number;
  look: CurveLook;
}

interface Props {
  kind: CurveKind;
  /** x in epochs, then the values of each of `series`; null where a series has none. */
  data: readonly [x: readonly number[], ...values: (readonly (number | null)[])[]];
  series: readonly CurveSeries[];
  /** Epochs of the whole run: the frame stands from the start and the curve grows into it. */
  epochs: number;
  /** px; or all that there is */
  height: number | 'fill';
  label: string;
  testId: string;
  points?: number;
  /** Follows the pointer, together with all plots of the same key; told the index in `data` under it, null outside. */
  hover?: { syncKey: string; onHover(index: number | null): void };
}

/** Curves over epochs on axes that hold still while they grow, in the colours of the page's theme. */
export function CurvePlot(props: Props) {
  const { kind, data, series, height, label, testId, points } = props;
  const t = useTranslations('training');
  const theme = useEffectiveTheme();
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<UPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const across = t('epochs');
  const looks = series.map(({ colour, look }) => `${colour} ${look}`).join(', ');

  // The colours are read from the page and change with the theme; other series make another plot.
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    let ended = false;
    let observer: ResizeObserver | undefined;
    // The chart library comes with the first curve, not with the page.
    void import('uplot').then(({ default: Plot }) => {
      if (ended) return;
      const plot = new Plot(
        options(element, across, () => latest.current, Plot),
        aligned(kind, latest.current.data),
        element,
      );
      chart.current = plot;
      observer = new ResizeObserver(() =>
        plot.setSize({ width: element.clientWidth, height: heightIn(element, height) }),
      );
      observer.observe(element);
    });
    return () => {
      ended = true;
      observer?.disconnect();
      chart.current?.destroy();
      chart.current = null;
    };
  }, [kind, looks, height, across, theme]);

  useEffect(() => chart.current?.setData(aligned(kind, data)), [kind, data]);

  return (
    <div
      ref={frame}
      style={{ width: '100%', height: height === 'fill' ? '100%' : height, minHeight: 0, overflow: 'hidden' }}
      role="img"
      aria-label={label}
      data-testid={testId}
      data-points={points}
    />
  );
}

/**
 * @param across what the x axis counts
 * @param props those of the moment: the axes ask for them whenever data comes in
 */
function options(element: HTMLElement, across: string, props: () => Props, Plot: typeof UPlot): UPlot.Options {
  const { kind, series, height, hover } = props();
  return {
    width: element.clientWidth,
    height: heightIn(element, height),
    // The last label of the axis stands under the frame's right edge.
    padding: [8, 18, 0, 0],
    legend: { show: false },
    cursor: hover
      ? { y: false, drag: { x: false, y: false }, sync: { key: hover.syncKey }, points: { show: false } }
      : { show: false },
    hooks: hover ? { setCursor: [(plot) => props().hover?.onHover(plot.cursor.idx ?? null)] } : {},
    scales: {
      x: { time: false, range: () => [0, props().epochs] },
      y: { range: () => axisEnds(kind) },
    },
    axes: chartAxes(element, kind, across),
    series: [{}, ...series.map((one) => plotted(element, one, Plot))],
  };
}

function plotted(element: HTMLElement, { colour, look }: CurveSeries, Plot: typeof UPlot): UPlot.Series {
  const stroke = token(element, `--color-series-${colour}`);
  const line = { stroke, spanGaps: true, points: { show: false } };
  switch (look) {
    case 'faint':
      return { ...line, width: 1, alpha: 0.25 };
    case 'line':
      return { ...line, width: 2 };
    case 'tests':
      return {
        ...line,
        width: 1.5,
        dash: [4, 4],
        paths: Plot.paths.linear?.(),
        points: { show: true, size: 8, width: 2, stroke, fill: token(element, '--color-surface') },
      };
  }
}

function heightIn(element: HTMLElement, height: Props['height']): number {
  return height === 'fill' ? element.clientHeight : height;
}

/** uPlot's types ask for arrays that may be written to; it only reads them. */
function aligned(kind: CurveKind, [x, ...series]: Props['data']): UPlot.AlignedData {
  const heights = series.map((values) => values.map((value) => heightOf(kind, value)));
  return [x, ...heights] as unknown as UPlot.AlignedData;
}
