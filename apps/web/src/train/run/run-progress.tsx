import { hasEnded, type Run } from '@inkroom/shared';
import type { ReactNode } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { Fact, Figures } from '../../ui/facts';
import { Row, Stack } from '../../ui/layout';
import { ProgressBar } from '../../ui/progress-bar';
import { Span, Text } from '../../ui/text';
import { useTimeLeft } from '../use-time-left';
import { queuePlace } from './queue-place';

/** How far a run is: its place in the queue, then its phase, speed and time left. */
export function RunProgressView({ run }: { run: Run }) {
  const t = useTranslations('training');
  const format = useFormatter();
  const { progress, spec } = run;
  const timeLeft = useTimeLeft();
  const { step, totalSteps } = progress;
  const epoch = totalSteps > 0 ? Math.min(spec.epochs, Math.floor((step / totalSteps) * spec.epochs) + 1) : 1;
  if (run.state === 'pending') return <Waiting run={run} />;
  return (
    <Stack gap={2}>
      <Phase
        run={run}
        text={t(`phase.${progress.phase}`, { epoch, epochs: spec.epochs })}
        aside={format.number(progress.fraction, { style: 'percent' })}
      />
      <ProgressBar value={progress.fraction} label={t('progress', { number: run.number })} testId="run-progress" />
      <Text as="div" look="s">
        <Figures>
          <Fact name={t('samplesPerSecond')} testId="run-speed">
            {progress.samplesPerSecond > 0 ? format.number(Math.round(progress.samplesPerSecond)) : '–'}
          </Fact>
          <Fact name={t('step')}>{totalSteps > 0 ? t('stepOf', { step, total: totalSteps }) : '–'}</Fact>
          <Fact name={t('timeLeft')} testId="run-eta">
            {progress.etaMs === null ? '–' : timeLeft(progress.etaMs)}
          </Fact>
        </Figures>
      </Text>
      <Text look="faint s" data-testid="run-checkpoint" style={{ minHeight: '3em' }}>
        {hasEnded(run)
          ? null
          : run.checkpointEpoch > 0
            ? t('checkpoint', { epoch: run.checkpointEpoch })
            : t('checkpointNone')}
      </Text>
    </Stack>
  );
}

function Waiting({ run }: { run: Run }) {
  const t = useTranslations('training');
  const pools = useRoomView((view) => view.pools);
  const place = queuePlace(run, pools);
  return (
    <Stack gap={2}>
      <Phase
        run={run}
        text={t('phase.queued')}
        aside={place ? <span data-testid="run-queue">{t('queueAhead', { ahead: place.ahead })}</span> : null}
      />
      <ProgressBar value={null} label={t('progress', { number: run.number })} testId="run-progress" />
      {place ? <Text look="faint s">{t('queueNote', { workers: place.workers, pool: t(run.spec.pool) })}</Text> : null}
    </Stack>
  );
}

function Phase({ run, text, aside }: { run: Run; text: string; aside: ReactNode }) {
  return (
    <Row top spread="between" gap={3}>
      <Span look="medium" data-testid="run-phase" data-phase={run.progress.phase}>
        {text}
      </Span>
      <Span look="muted s">{aside}</Span>
    </Row>
  );
}
