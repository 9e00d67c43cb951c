import type { RunSeries } from '@inkroom/client';
import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { classNames } from '../../ui/class-names';
import { Stack } from '../../ui/layout';
import { usePercent } from '../../ui/use-percent';
import curveStyles from '../curves/curve.module.css';
import { CurvePlot, type CurveSeries } from '../curves/curve-plot';
import { valueAt } from '../curves/value-at';
import { watchedData } from './shelf-data';
import styles from './watched-curve.module.css';

const SERIES: readonly CurveSeries[] = [
  { colour: 3, look: 'line' },
  { colour: 1, look: 'line' },
  { colour: 2, look: 'line' },
];
const KEYS = ['corrections', 'drawings', 'scans'] as const;

interface Props {
  series: RunSeries;
  /** Epochs of the whole run. */
  epochs: number;
  height: number | 'fill';
}

/** How much of the room's corrections, of drawings and of scans is read rightly while the run learns. */
export function WatchedCurve({ series, epochs, height }: Props) {
  const t = useTranslations('training.watch');
  const percent = usePercent(1);
  const { shelf, watched } = series;
  const data = useMemo(() => watchedData({ shelf, watched }), [shelf, watched]);
  const [hovered, setHovered] = useState<number | null>(null);
  const at = hovered !== null && hovered < data[0].length ? hovered : null;
  const values = data.slice(1).map((one) => valueAt(one, at));
  const write = (value: number | null | undefined) => (typeof value === 'number' ? percent(value) : '–');
  return (
    <Stack as="figure" gap={1} className={classNames(height === 'fill' && styles.fill)}>
      <figcaption className={curveStyles.caption}>
        {KEYS.map((key, i) => (
          <span key={key} className={curveStyles.key} data-series={key} data-testid={`watched-${key}`}>
            {t(key)} <strong>{write(values[i])}</strong>
          </span>
        ))}
      </figcaption>
      <CurvePlot
        kind="accuracy"
        data={data}
        series={SERIES}
        epochs={epochs}
        height={height}
        label={t('chart', {
          value: data[0].length === 0 ? 'none' : write(valueAt(data[1], null) ?? valueAt(data[2], null)),
        })}
        testId="curve-watched"
        points={watched.length}
        hover={{ syncKey: 'run-curves', onHover: setHovered }}
      />
    </Stack>
  );
}
