'use client';

import { hasEnded, type Run } from '@inkroom/shared';
import { CopyPlus, Square } from 'lucide-react';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { UseModelButton } from '../models/use-model-button';
import { useRoomClient } from '../room/room-provider';
import { useWriterOnly } from '../room/room-roles';
import { useErrorText } from '../room/use-error-text';
import { Button } from '../ui/button';
import { Disclosure } from '../ui/disclosure';
import { Notice } from '../ui/notice';
import { ProgressBar } from '../ui/progress-bar';
import { useToast } from '../ui/toast';
import { Curve } from './curve';
import { EvaluationView } from './evaluation/evaluation-view';
import { RunBadge } from './run-badge';
import { RunLog } from './run-log';
import { RunResult } from './run-result';
import { RunSettings } from './run-settings';
import styles from './run-view.module.css';
import { timeLeft } from './time-left';
import { useRunDetails } from './use-run-details';

/** One run, live: how far it is, its curves, what came out, and what can be done with it. */
export function RunView({ run, onRepeat }: { run: Run; onRepeat(): void }) {
  const t = useTranslations('training');
  const format = useFormatter();
  const errorText = useErrorText();
  const { series, known, evaluation } = useRunDetails(run);
  const ended = hasEnded(run);
  const begun = series.points.length > 0 || series.epochs.length > 0;
  return (
    <section className={styles.run} aria-labelledby={`run-${run.id}`} data-testid="run-view" data-run={run.id}>
      <header className={styles.header}>
        <div>
          <h2 id={`run-${run.id}`} className={styles.title}>
            {t('run', { number: run.number })} · {t(`${run.spec.architecture}Short`)}
          </h2>
          <p className={styles.by}>
            {t('startedBy', { name: run.startedBy.name, time: format.relativeTime(run.createdAt, Date.now()) })}
          </p>
        </div>
        <span data-testid="run-state" data-state={run.state}>
          <RunBadge state={run.state} />
        </span>
      </header>

      {ended ? null : <RunProgressView run={run} />}
      {run.state === 'failed' && run.error ? (
        <Notice tone="bad" testId="run-error">
          {errorText(run.error)}
        </Notice>
      ) : null}
      {run.state === 'finished' ? <RunResult run={run} /> : null}
      {run.dataset?.source === 'generated' ? (
        <Notice tone="warn" title={t('generatedTitle')} testId="run-generated">
          {t('generatedText')}
        </Notice>
      ) : null}

      {begun || run.state === 'running' ? (
        <div className={styles.curves}>
          <Curve kind="loss" series={series} epochs={run.spec.epochs} />
          <Curve kind="accuracy" series={series} epochs={run.spec.epochs} />
          {begun ? null : <p className={styles.faint}>{known ? t('curveWaiting') : t('loadingRun')}</p>}
        </div>
      ) : null}

      <div className={styles.actions}>
        {run.state === 'finished' && run.versionId ? (
          <UseModelButton versionId={run.versionId} variant="primary" testId="run-use-model" />
        ) : null}
        {ended ? null : <CancelButton run={run} />}
        {ended ? (
          <Button icon={<CopyPlus aria-hidden />} onClick={onRepeat} data-testid="run-repeat">
            {t('repeat')}
          </Button>
        ) : null}
      </div>
      {evaluation ? (
        <Disclosure title={t('evaluation')} testId="run-evaluation-open">
          <EvaluationView evaluation={evaluation} />
        </Disclosure>
      ) : null}
      <RunSettings run={run} />
      <RunLog lines={series.log} />
    </section>
  );
}

function RunProgressView({ run }: { run: Run }) {
  const t = useTranslations('training');
  const format = useFormatter();
  const { progress, spec } = run;
  const left = progress.etaMs === null ? null : timeLeft(progress.etaMs);
  const { step, totalSteps } = progress;
  const epoch = totalSteps > 0 ? Math.min(spec.epochs, Math.floor((step / totalSteps) * spec.epochs) + 1) : 1;
  return (
    <div className={styles.progress}>
      <div className={styles.phase}>
        <span data-testid="run-phase" data-phase={progress.phase}>
          {t(`phase.${progress.phase}`, { epoch, epochs: spec.epochs })}
        </span>
        <span className={styles.percent}>{format.number(progress.fraction, { style: 'percent' })}</span>
      </div>
      <ProgressBar
        value={run.state === 'pending' ? null : progress.fraction}
        label={t('progress', { number: run.number })}
        testId="run-progress"
      />
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
    </div>
  );
}

function CancelButton({ run }: { run: Run }) {
  const t = useTranslations('training');
  const client = useRoomClient();
  const toast = useToast();
  const errorText = useErrorText();
  const writerOnly = useWriterOnly();
  const [busy, setBusy] = useState(false);
  return (
    <Button
      variant="danger"
      icon={<Square aria-hidden />}
      busy={busy}
      unavailable={writerOnly}
      data-testid="run-cancel"
      onClick={async () => {
        setBusy(true);
        const cancelled = await client.cancelRun(run.id);
        // It stays busy until the run's own state says that it has ended.
        if (cancelled.ok) return;
        setBusy(false);
        toast.show({ text: errorText(cancelled.error), tone: 'bad' });
      }}
    >
      {busy ? t('cancelling') : t('cancelRun')}
    </Button>
  );
}
