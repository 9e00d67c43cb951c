'use client';

import type { Run } from '@inkroom/shared';
import { useFormatter, useTranslations } from 'use-intl';
import { usePercent } from '../models/use-percent';
import { useRoomView } from '../room/room-provider';
import styles from './run-result.module.css';

/** Differences below half of what is shown are none. */
const SAME = 0.00005;

/** What came out of a run, against the model that reads the sheet now. */
export function RunResult({ run }: { run: Run }) {
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
      <p className={styles.figure}>
        <strong data-testid="run-accuracy" data-value={run.testAccuracy}>
          {percent(run.testAccuracy)}
        </strong>
        <span>{t('testAccuracy')}</span>
      </p>
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
