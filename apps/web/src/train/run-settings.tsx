'use client';

import type { DatasetSummary, Run } from '@inkroom/shared';
import { useTranslations } from 'use-intl';
import { useVersionName } from '../models/version-name';
import { Badge } from '../ui/badge';
import styles from './run-settings.module.css';

/** Which engine and device run it, and what it was told to do. */
export function RunSettings({ run }: { run: Run }) {
  const t = useTranslations('training');
  const versionName = useVersionName();
  const { spec, worker, dataset } = run;
  const seconds =
    run.startedAt !== null && run.endedAt !== null ? Math.round((run.endedAt - run.startedAt) / 1000) : null;
  return (
    <dl className={styles.list}>
      {worker ? (
        <div className={styles.row} data-testid="run-worker">
          <dt>{t('engine')}</dt>
          <dd>
            {t('workerLine', { engine: worker.engine, device: worker.device })}{' '}
            {worker.override ? <Badge tone="warn">{t('overrideBadge')}</Badge> : null}
          </dd>
        </div>
      ) : null}
      {dataset ? (
        <div className={styles.row} data-testid="run-data">
          <dt>{t('data')}</dt>
          <dd>{t(dataKey(dataset), { ...facts(dataset) })}</dd>
        </div>
      ) : (
        <div className={styles.row}>
          <dt>{t('data')}</dt>
          <dd>{t(spec.dataset)}</dd>
        </div>
      )}
      {seconds !== null ? (
        <div className={styles.row}>
          <dt>{t('duration')}</dt>
          <dd>
            {seconds < 60
              ? t('durationSeconds', { count: seconds })
              : t('durationMinutes', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 })}
          </dd>
        </div>
      ) : null}
      <div className={styles.row}>
        <dt>{t('startFrom')}</dt>
        <dd>{spec.parentId ? versionName(spec.parentId) : t(spec.startFrom)}</dd>
      </div>
      <div className={styles.row}>
        <dt>{t('settings')}</dt>
        <dd>
          {t('settingsLine', {
            epochs: spec.epochs,
            batchSize: spec.batchSize,
            learningRate: String(spec.learningRate),
          })}
        </dd>
      </div>
    </dl>
  );
}

function dataKey(dataset: DatasetSummary) {
  if (dataset.kind === 'corrections') return 'dataCorrections';
  return dataset.source === 'generated' ? 'dataGenerated' : 'dataMnist';
}

function facts({ corrections, trainSize, testSize }: DatasetSummary) {
  return { corrections, trainSize, testSize };
}
