'use client';

import type { PartEvaluation, Run } from '@inkroom/shared';
import { useFormatter, useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { usePercent } from '../../ui/use-percent';
import styles from './run-result.module.css';

/** Differences below half of what is shown are none. */
const SAME = 0.00005;

/** What came out of a run: on the test set, against the model that reads the page now, and on the room's own holdout. */
export function RunResult({ run, holdout }: { run: Run; holdout: PartEvaluation | null }) {
  const t = useTranslations('training');
  const format = useFormatter();
  const percent = usePercent();
  const live = useRoomView((view) => view.versions.find((version) => version.id === view.state.champion));
  if (run.testAccuracy === null) return null;
  const isLive = live !== undefined && live.id === run.versionId;
  const delta = live ? run.testAccuracy - live.metrics.testAccuracy : 0;
  const accuracy = live ? percent(live.metrics.testAccuracy) : '';
  return (
    <div className={styles.result} data-testid="run-result">
      <div className={styles.figures}>
        <p className={styles.figure}>
          <strong data-testid="run-accuracy" data-value={run.testAccuracy}>
            {percent(run.testAccuracy)}
          </strong>
          <span>{t('testAccuracy')}</span>
        </p>
        {holdout ? (
          <p className={styles.figure}>
            <strong data-testid="run-holdout" data-value={holdout.accuracy}>
              {format.number(holdout.accuracy, { style: 'percent', maximumFractionDigits: 1 })}
            </strong>
            <span>{t('holdoutAccuracy', { count: holdout.size })}</span>
          </p>
        ) : null}
      </div>
      {live ? (
        <p
          className={styles.against}
          data-trend={isLive || Math.abs(delta) < SAME ? 'same' : delta > 0 ? 'up' : 'down'}
        >
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
        </p>
      ) : null}
    </div>
  );
}
