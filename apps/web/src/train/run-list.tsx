'use client';

import { hasEnded, type Run } from '@inkroom/shared';
import { useFormatter, useTranslations } from 'use-intl';
import { usePercent } from '../models/use-percent';
import { ProgressBar } from '../ui/progress-bar';
import { Section } from '../ui/section';
import { RunBadge } from './run-badge';
import styles from './run-list.module.css';

interface Props {
  runs: readonly Run[];
  selectedId: string | null;
  onSelect(runId: string): void;
}

/** All runs of the room, the newest first. */
export function RunList({ runs, selectedId, onSelect }: Props) {
  const t = useTranslations('training');
  const percent = usePercent();
  const format = useFormatter();
  return (
    <Section title={t('runs')}>
      {runs.length === 0 ? <p className={styles.empty}>{t('noRuns')}</p> : null}
      <ul className={styles.list} data-testid="run-list">
        {runs.map((run) => (
          <li key={run.id}>
            <button
              type="button"
              className={styles.run}
              aria-current={run.id === selectedId || undefined}
              onClick={() => onSelect(run.id)}
              data-testid={`run-${run.number}`}
            >
              <span className={styles.top}>
                <span className={styles.name}>
                  {t('run', { number: run.number })} · {t(`${run.spec.architecture}Short`)}
                </span>
                {run.testAccuracy !== null ? (
                  <strong className={styles.accuracy}>{percent(run.testAccuracy)}</strong>
                ) : null}
                <RunBadge state={run.state} />
              </span>
              {hasEnded(run) ? (
                <span className={styles.by}>
                  {t('startedBy', { name: run.startedBy.name, time: format.relativeTime(run.createdAt, Date.now()) })}
                </span>
              ) : (
                <ProgressBar thin value={run.progress.fraction} label={t('progress', { number: run.number })} />
              )}
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
