import type { Run } from '@inkroom/shared';
import { useEffect, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { Stack } from '../../ui/layout';
import { Segmented } from '../../ui/segmented';
import { Text } from '../../ui/text';
import { type CurveKind, curveData } from '../curves/curve-data';
import { CurvePlot, type CurveSeries } from '../curves/curve-plot';
import { joinCurves } from './joined-curves';

const HEIGHT = 192;
const KINDS: readonly CurveKind[] = ['accuracy', 'loss'];

/** The curves of several runs in one frame: training as lines, the test set as points, a colour for each run. */
export function CompareCurves({ runs }: { runs: readonly Run[] }) {
  const t = useTranslations('training');
  const compare = useTranslations('compare');
  const client = useRoomClient();
  const series = useRoomView((view) => view.series);
  const [kind, setKind] = useState<CurveKind>('accuracy');
  const ids = runs.map(({ id }) => id).join(' ');

  useEffect(() => {
    for (const id of ids.split(' ')) void client.readRun(id);
  }, [client, ids]);

  const data = useMemo(() => {
    const curves = runs.map(({ id, spec }) => {
      const { points, epochs } = series[id] ?? { points: [], epochs: [] };
      return curveData(points, epochs, kind, spec.epochs);
    });
    return joinCurves(curves);
  }, [runs, series, kind]);

  return (
    <Stack as="figure" gap={2}>
      <Segmented
        label={compare('curves')}
        value={kind}
        onChange={(next) => setKind(next)}
        options={KINDS.map((value) => ({ value, label: t(value) }))}
      />
      <CurvePlot
        kind={kind}
        data={data}
        series={runs.flatMap((_, i): CurveSeries[] => [
          { colour: i + 1, look: 'line' },
          { colour: i + 1, look: 'tests' },
        ])}
        epochs={Math.max(...runs.map(({ spec }) => spec.epochs))}
        height={HEIGHT}
        label={compare('curvesAlt', { kind: t(kind) })}
        testId="compare-chart"
      />
      <Text as="figcaption" look="muted s">
        {compare('curvesNote')}
      </Text>
    </Stack>
  );
}
