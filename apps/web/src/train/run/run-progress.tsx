'use client';

import type { Run } from '@inkroom/shared';
import { useFormatter, useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { ProgressBar } from '../../ui/progress-bar';
import { timeLeft } from '../time-left';
import { queuePlace } from './queue-place';
import styles from './run-progress.module.css';

/** How far a run is: its place in the queue, then its phase, speed and time left. */
export function RunProgressView({ run }: { run: Run }) {
  const t = useTranslations('training');
  const format = useFormatter();
  const { progress, spec } = run;
  const left = progress.etaMs === null ? null : timeLeft(progress.etaMs);
  const { step, totalSteps } = progress;
  const epoch = totalSteps > 0 ? Math.min(spec.epochs, Math.floor((step / totalSteps) * spec.epochs) + 1) : 1;
  if (run.state === 'pending') return <Waiting run={run} />;
  return (
    <div className={styles.progress}>
      <div className={styles.phase}>
        <span data-testid="run-phase" data-phase={progress.phase}>
          {t(`phase.${progress.phase}`, { epoch, epochs: spec.epochs })}
        </span>
        <span className={styles.percent}>{format.number(progress.fraction, { style: 'percent' })}</span>
      </div>
      <ProgressBar value={progress.fraction} label={t('progress', { number: run.number })} testId="run-progress" />
      <dl className={styles.figures}>
        <div>
          <dt>{t('samplesPerSecond')}</dt>
          <dd data-testid="run-speed">
            {progress.samplesPerSecond > 0 ? format.number(Math.round(progress.samplesPerSecond)) : '–'}
          </dd>
        </div>
        <div>
          <dt>{t('step')}</dt>
          <dd>{totalSteps > 0 ? t('stepOf', { step, total: totalSteps }) : '–'}</dd>
        </div>
        <div>
          <dt>{t('timeLeft')}</dt>
          <dd data-testid="run-eta">
            {left === null ? '–' : left.unit === 'soon' ? t('eta.soon') : t(`eta.${left.unit}`, { count: left.count })}
          </dd>
        </div>
      </dl>
      {run.checkpointEpoch > 0 ? (
        <p className={styles.note} data-testid="run-checkpoint">
          {t('checkpoint', { epoch: run.checkpointEpoch })}
        </p>
      ) : null}
    </div>
  );
}

function Waiting({ run }: { run: Run }) {
  const t = useTranslations('training');
  const pools = useRoomView((view) => view.pools);
  const place = queuePlace(run, pools);
  return (
    <div className={styles.progress}>
      <p className={styles.phase}>
        <span data-testid="run-phase" data-phase={run.progress.phase}>
          {t('phase.queued')}
        </span>
        {place ? (
          <span className={styles.percent} data-testid="run-queue">
            {t('queueAhead', { ahead: place.ahead })}
          </span>
        ) : null}
      </p>
      <ProgressBar value={null} label={t('progress', { number: run.number })} testId="run-progress" />
      {place ? (
        <p className={styles.note}>{t('queueNote', { workers: place.workers, pool: t(run.spec.pool) })}</p>
      ) : null}
    </div>
  );
}
