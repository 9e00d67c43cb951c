'use client';

import type { Run } from '@inkroom/shared';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import 'uplot/dist/uPlot.min.css';
import type UPlot from 'uplot';
import { useRoomClient, useRoomView } from '../../room/room-provider';
import { Segmented } from '../../ui/segmented';
import { token } from '../../ui/token';
import { useEffectiveTheme } from '../../ui/use-effective-theme';
import { chartAxes } from '../chart-axes';
import { type CurveData, type CurveKind, curveData, curveEnd, curveRange } from '../curve-data';
import { type JoinedCurves, joinCurves } from './compare-data';
import styles from './compare-view.module.css';

const HEIGHT = 180;
const KINDS: readonly CurveKind[] = ['accuracy', 'loss'];

/** The curves of several runs in one frame: training as lines, the test set as points, a colour for each run. */
export function CompareCurves({ runs }: { runs: readonly Run[] }) {
  const t = useTranslations('training');
  const compare = useTranslations('compare');
  const theme = useEffectiveTheme();
  const client = useRoomClient();
  const series = useRoomView((view) => view.series);
  const [kind, setKind] = useState<CurveKind>('accuracy');
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<UPlot | null>(null);
  const ids = runs.map(({ id }) => id).join(' ');

  useEffect(() => {
    for (const id of ids.split(' ')) void client.readRun(id);
  }, [client, ids]);

  const { joined, all } = useMemo(() => {
    const curves = runs.map(({ id, spec }) => {
      const { points, epochs } = series[id] ?? { points: [], epochs: [] };
      return curveData(points, epochs, kind, spec.epochs);
    });
    return { joined: joinCurves(curves), all: together(curves) };
  }, [runs, series, kind]);
  const latest = useRef({ joined, all });
  latest.current = { joined, all };
  const epochs = Math.max(...runs.map(({ spec }) => spec.epochs));

  // The colours are read from the page and change with the theme; other runs are other series.
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    let ended = false;
    let observer: ResizeObserver | undefined;
    void import('uplot').then(({ default: Plot }) => {
      if (ended) return;
      const plot = new Plot(
        options(element, kind, ids.split(' ').length, epochs, () => latest.current.all, Plot),
        latest.current.joined as JoinedCurves,
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
  }, [kind, ids, epochs, theme]);

  useEffect(() => chart.current?.setData(joined as JoinedCurves), [joined]);

  return (
    <figure className={styles.curves}>
      <Segmented
        label={compare('curves')}
        value={kind}
        onChange={(next) => setKind(next)}
        segments={KINDS.map((value) => ({ value, label: t(value) }))}
      />
      <div
        ref={frame}
        style={{ height: HEIGHT }}
        role="img"
        aria-label={compare('curvesAlt', { kind: t(kind) })}
        data-testid="compare-chart"
      />
      <figcaption className={styles.note}>{compare('curvesNote')}</figcaption>
    </figure>
  );
}

/** Where the steep part of a curve ends, epochs: beyond it good models differ in the second digit. */
const STEEP_EPOCHS = 0.5;

/** All curves as one, for axes that hold what matters of them: beyond the steep part, once they have got there. */
function together(curves: readonly CurveData[]): CurveData {
  const flat = curves.flatMap(([x, , smooth, test]) => x.map((at, i) => ({ at, smooth: smooth[i]!, test: test[i]! })));
  const past = flat.filter(({ at }) => at >= STEEP_EPOCHS);
  const shown = past.length > 0 ? past : flat;
  return [
    flat.map(({ at }) => at).sort((a, b) => a - b),
    [],
    shown.map(({ smooth }) => smooth),
    shown.map(({ test }) => test),
  ];
}

function options(
  element: HTMLElement,
  kind: CurveKind,
  count: number,
  epochs: number,
  data: () => CurveData,
  Plot: typeof UPlot,
): UPlot.Options {
  const surface = token(element, '--color-surface');
  return {
    width: element.clientWidth,
    height: HEIGHT,
    padding: [8, 10, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: () => [0, curveEnd(data(), epochs)] },
      y: { range: () => curveRange(data(), kind) },
    },
    axes: chartAxes(element, kind),
    series: [
      {},
      ...Array.from({ length: count }, (_, i) => {
        const colour = token(element, `--color-series-${i + 1}`);
        return [
          { stroke: colour, width: 1.5, alpha: 0.75, spanGaps: true, points: { show: false } },
          {
            stroke: colour,
            width: 1.5,
            dash: [4, 4],
            spanGaps: true,
            paths: Plot.paths.linear?.(),
            points: { show: true, size: 8, width: 2, stroke: colour, fill: surface },
          },
        ];
      }).flat(),
    ],
  };
}
