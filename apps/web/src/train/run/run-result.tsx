import type { PartEvaluation, Run } from '@inkroom/shared';
import { useFormatter, useTranslations } from 'use-intl';
import { useChampion } from '../../models/version-name';
import { Stack } from '../../ui/layout';
import { Span, Text } from '../../ui/text';
import { usePercent } from '../../ui/use-percent';
import styles from './run-result.module.css';

/** Differences below half of what is shown are none. */
const SAME = 0.00005;

/** What came out of a run: on the test set, against the model that reads the page now, and on the room's own holdout. */
export function RunResult({ run, holdout }: { run: Run; holdout: PartEvaluation | null }) {
  const t = useTranslations('training');
  const format = useFormatter();
  const percent = usePercent();
  const live = useChampion();
  if (run.testAccuracy === null) return null;
  const isLive = live !== undefined && live.id === run.versionId;
  const delta = live ? run.testAccuracy - live.metrics.testAccuracy : 0;
  const accuracy = live ? percent(live.metrics.testAccuracy) : '';
  return (
    <Stack gap={1} data-testid="run-result">
      <div className={styles.figures}>
        <Stack as="p">
          <strong data-testid="run-accuracy" data-value={run.testAccuracy}>
            {percent(run.testAccuracy)}
          </strong>
          <Span look="muted s snug">{t('testAccuracy')}</Span>
        </Stack>
        {holdout ? (
          <Stack as="p">
            <strong data-testid="run-holdout" data-value={holdout.accuracy}>
              {format.number(holdout.accuracy, { style: 'percent', maximumFractionDigits: 1 })}
            </strong>
            <Span look="muted s snug">{t('holdoutAccuracy', { count: holdout.size })}</Span>
          </Stack>
        ) : null}
      </div>
      {live ? (
        <Text look="s snug" tone={isLive || Math.abs(delta) < SAME ? 'muted' : delta > 0 ? 'good' : 'warn'}>
          {isLive
            ? t('isLive')
            : Math.abs(delta) < SAME
              ? t('sameAsLive', { accuracy })
              : t('againstLive', {
                  accuracy,
                  delta: format.number(delta * 100, {
                    signDisplay: 'always',
                    minimumFractionDigits: 2,
                    maximumFractionDigits: 2,
                  }),
                })}
        </Text>
      ) : null}
    </Stack>
  );
}
