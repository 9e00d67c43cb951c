import type { RunSeries } from '@inkroom/client';
import { useMemo, useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { Stack } from '../../ui/layout';
import { Span } from '../../ui/text';
import { usePercent } from '../../ui/use-percent';
import styles from './curve.module.css';
import { type CurveKind, curveData } from './curve-data';
import { CurvePlot, type CurveSeries } from './curve-plot';
import { valueAt } from './value-at';

const HEIGHT = 160;
/** Both curves of a run show the same epoch under the pointer. */
const SYNC_KEY = 'run-curves';
const SERIES: readonly CurveSeries[] = [
  { colour: 1, look: 'faint' },
  { colour: 1, look: 'line' },
  { colour: 2, look: 'tests' },
];

interface Props {
  kind: CurveKind;
  series: RunSeries;
  /** Epochs of the whole run. */
  epochs: number;
}

/** A curve of a run: training as a line, the test set as points, one for each epoch. */
export function Curve({ kind, series, epochs }: Props) {
  const t = useTranslations('training');
  const format = useFormatter();
  const percent = usePercent(1);
  const data = useMemo(() => curveData(series.points, series.epochs, kind, epochs), [series, kind, epochs]);
  const [hovered, setHovered] = useState<number | null>(null);

  const write = (value: number | null | undefined) =>
    typeof value !== 'number'
      ? '–'
      : kind === 'loss'
        ? format.number(value, { minimumFractionDigits: 3, maximumFractionDigits: 3 })
        : percent(value);
  const at = hovered !== null && hovered < data[0].length ? hovered : null;
  const training = valueAt(data[2], at);
  const test = valueAt(data[3], at);
  const empty = data[0].length === 0;
  return (
    <Stack as="figure" gap={1}>
      <figcaption className={styles.caption}>
        <Span look="s bold nowrap grow">{t(kind)}</Span>
        <span className={styles.key} data-series="training">
          {t('trainSeries')} <strong>{write(training)}</strong>
        </span>
        <span className={styles.key} data-series="test">
          {t('testSeries')} <strong>{write(test)}</strong>
        </span>
      </figcaption>
      <CurvePlot
        kind={kind}
        data={data}
        series={SERIES}
        epochs={epochs}
        height={HEIGHT}
        label={t(`${kind}Chart`, { value: empty ? 'none' : write(valueAt(data[2], null)) })}
        testId={`curve-${kind}`}
        points={series.points.length}
        hover={{ syncKey: SYNC_KEY, onHover: setHovered }}
      />
    </Stack>
  );
}
