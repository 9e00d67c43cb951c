import {
  type CodedError,
  correctionsFor,
  DEFAULT_LIMITS,
  describeLayers,
  hasEnded,
  improvementRun,
  type PoolName,
  type PoolStatus,
  type Run,
} from '@inkroom/shared';
import { Sparkles } from 'lucide-react';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../core/room-provider';
import { useWriterOnly } from '../core/room-roles';
import { useErrorText } from '../core/use-error-text';
import { useChampion, useVersionName } from '../models/version-name';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { Fact, Figures } from '../ui/facts';
import { Notice } from '../ui/notice';
import { Text } from '../ui/text';
import { estimateTraining } from './form/estimate';
import { imagesPerEpoch } from './form/images-per-epoch';
import styles from './improve-card.module.css';
import { NotDigitsLeftOut } from './not-digits-left-out';
import { useTimeLeft } from './use-time-left';

/** One press from corrections to a better model; there as soon as something was corrected. */
export function ImproveCard({ onStarted }: { onStarted(run: Run): void }) {
  const t = useTranslations('training');
  const format = useFormatter();
  const client = useRoomClient();
  const errorText = useErrorText();
  const writerOnly = useWriterOnly();
  const versionName = useVersionName();
  const timeLeft = useTimeLeft();
  const samples = useRoomView((view) => view.state.samples);
  const pools = useRoomView((view) => view.pools);
  const runs = useRoomView((view) => view.runs);
  const live = useChampion();
  // While a run is under way, the card steps back.
  const underWay = runs.some((run) => !hasEnded(run));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<CodedError | null>(null);
  const corrections = correctionsFor(live ?? {}, samples);
  if (corrections === 0) return null;

  const pool = improvementPool(pools);
  const request = improvementRun(pool ?? 'cpu');
  const plan = live ? describeLayers(live.layers, DEFAULT_LIMITS, live.outputs) : null;
  const images = request.epochs * imagesPerEpoch(request, corrections);
  const seconds = plan?.ok ? estimateTraining(plan.value, images, request.pool, runs).seconds : null;

  const start = async () => {
    setBusy(true);
    setError(null);
    const started = await client.startRun(request);
    setBusy(false);
    if (started.ok) onStarted(started.value);
    else setError(started.error);
  };

  return (
    <Card
      as="section"
      tone="accent"
      gap={3}
      className={styles.card}
      aria-labelledby="improve-title"
      data-testid="improve"
    >
      <Text as="h2" look="m" id="improve-title">
        {t('improveTitle')}
      </Text>
      {underWay ? null : (
        <Figures className={styles.counts}>
          <Fact name={t('improveTraining')}>{format.number(corrections)}</Fact>
          <Fact name={t('improveHoldout')}>{format.number(samples.holdout)}</Fact>
          {seconds === null ? null : <Fact name={t('improveTime')}>{timeLeft(Math.max(2000, seconds * 1000))}</Fact>}
        </Figures>
      )}
      <Button
        variant={underWay ? 'secondary' : 'primary'}
        size={underWay ? 's' : 'm'}
        icon={<Sparkles />}
        busy={busy}
        unavailable={writerOnly ?? (pool === null ? t('improveNoWorker') : null)}
        onClick={start}
        data-testid="improve-start"
      >
        {busy ? t('starting') : t('improve')}
      </Button>
      {underWay ? null : (
        <Text look="muted s easy">
          {t('improveHint', { version: live ? versionName(live.id) : t('champion') })}
          {samples.holdout === 0 ? ` ${t('improveNoHoldout')}` : null}
          <NotDigitsLeftOut outputs={live?.outputs} />
        </Text>
      )}
      {error ? <Notice tone="bad">{errorText(error)}</Notice> : null}
    </Card>
  );
}

/** Where to run it: on the CPU when one is there, for it is a small run; null when no pool has a worker. */
function improvementPool(pools: readonly PoolStatus[]): PoolName | null {
  const online = (name: PoolName) => pools.some(({ pool, workers }) => pool === name && workers.length > 0);
  return online('cpu') ? 'cpu' : online('gpu') ? 'gpu' : null;
}
