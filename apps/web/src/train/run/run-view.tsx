import { hasEnded, type Run } from '@inkroom/shared';
import { CopyPlus, Maximize, Square } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { useWriterOnly } from '../../core/room-roles';
import { useAgo } from '../../core/use-ago';
import { useAuthorName } from '../../core/use-author-name';
import { useErrorText } from '../../core/use-error-text';
import { useRoomPanel } from '../../core/use-room-panel';
import { UseModelButton } from '../../models/use-model-button';
import { useChampion, useRunKind } from '../../models/version-name';
import { Button } from '../../ui/button';
import { Disclosure } from '../../ui/disclosure';
import { Row, Stack } from '../../ui/layout';
import { Notice } from '../../ui/notice';
import { PanelBlock } from '../../ui/section';
import { Text } from '../../ui/text';
import { useToast } from '../../ui/toast';
import { Curve } from '../curves/curve';
import { EvaluationView } from '../evaluation/evaluation-view';
import type { RunForm } from '../form/run-form';
import { RunShelf } from '../watch/run-shelf';
import { WatchedCurve } from '../watch/watched-curve';
import { RunBadge } from './run-badge';
import { RunCorrections } from './run-corrections';
import { RunCostView } from './run-cost-view';
import { RunFailure } from './run-failure';
import { RunLog } from './run-log';
import { RunProgressView } from './run-progress';
import { RunResult } from './run-result';
import { RunSettings } from './run-settings';
import styles from './run-view.module.css';
import { SmallerRateButton } from './smaller-rate-button';
import { useRunDetails } from './use-run-details';

/** px */
const WATCHED_HEIGHT = 160;
/** Right answers on the test set below which a model does little more than guess. */
const LEARNT = 0.3;

interface Props {
  run: Run;
  /** Takes the run's settings over into the form, but for what is changed. */
  onRepeat(changed?: Partial<RunForm>): void;
}

/** One run, live: how far it is, its curves, what came out, and what can be done with it. */
export function RunView({ run, onRepeat }: Props) {
  const t = useTranslations('training');
  const runKind = useRunKind();
  const ago = useAgo();
  const author = useAuthorName(run.startedBy);
  const { series, known, evaluation } = useRunDetails(run);
  const ended = hasEnded(run);
  const { epochs, batchSize, learningRate } = run.spec;
  const summary = t('settingsLine', { epochs, batchSize, learningRate: String(learningRate) });
  const live = useChampion();
  const isGain = isInvitation(run, live?.metrics.testAccuracy ?? 0);
  const harder = harderTraining(run);
  const { watchRun } = useRoomPanel();
  const samples = useRoomView((view) => view.state.samples);
  // Runs that are older than the watching of runs have none.
  const watched = !ended || series.watched.length > 0;
  const begun = series.points.length > 0 || series.epochs.length > 0;
  return (
    <PanelBlock
      title={`${t('run', { number: run.number })} · ${runKind(run)}`}
      subtitle={<Text look="faint s">{t('startedBy', { name: author, time: ago(run.createdAt) })}</Text>}
      aside={
        <span data-testid="run-state" data-state={run.state}>
          <RunBadge state={run.state} />
        </span>
      }
      testId="run-view"
      data-run={run.id}
    >
      {ended && run.state !== 'finished' ? null : <RunProgressView run={run} />}
      {run.state === 'failed' && run.error ? <RunFailure run={run} error={run.error} onRepeat={onRepeat} /> : null}
      {begun || run.state === 'running' ? (
        <Button
          icon={<Maximize />}
          variant={ended ? 'secondary' : 'primary'}
          onClick={() => watchRun(run.number)}
          data-testid="run-watch"
        >
          {t('watch.open')}
        </Button>
      ) : null}
      <Row wrap gap={2}>
        {run.state === 'finished' && run.versionId ? (
          <UseModelButton versionId={run.versionId} variant={isGain ? 'primary' : 'secondary'} testId="run-use-model" />
        ) : null}
        {ended ? null : <CancelButton run={run} />}
        {ended ? (
          <Button icon={<CopyPlus />} onClick={() => onRepeat()} data-testid="run-repeat">
            {t('repeat')}
          </Button>
        ) : null}
      </Row>
      {/* What comes with the end stands below: nothing moves under the eyes of those who watch. */}
      <RunShelf series={series} expected={ended ? 0 : samples.training + samples.holdout} />
      {begun || run.state === 'running' ? (
        <Stack columns gap={4} className={styles.curves}>
          {watched ? <WatchedCurve series={series} epochs={run.spec.epochs} height={WATCHED_HEIGHT} /> : null}
          <Curve kind="loss" series={series} epochs={run.spec.epochs} />
          <Curve kind="accuracy" series={series} epochs={run.spec.epochs} />
          {begun && !harder ? null : (
            <Text look="faint s">
              {!begun ? t(known ? 'curveWaiting' : 'loadingRun') : t('trainingHarder', { why: harder! })}
            </Text>
          )}
        </Stack>
      ) : null}
      {evaluation?.corrections ? <RunCorrections corrections={evaluation.corrections} /> : null}
      {run.state === 'finished' ? <RunResult run={run} holdout={evaluation?.holdout ?? null} /> : null}
      {run.testAccuracy !== null && run.testAccuracy < LEARNT ? (
        <Notice
          tone="warn"
          title={t('notLearntTitle')}
          testId="run-not-learnt"
          actions={<SmallerRateButton run={run} onRepeat={onRepeat} />}
        >
          {t('notLearntText')}
        </Notice>
      ) : null}
      {run.dataset?.source === 'generated' ? (
        <Notice tone="warn" title={t('generatedTitle')} testId="run-generated">
          {t('generatedText')}
        </Notice>
      ) : null}
      {run.cost ? <RunCostView cost={run.cost} /> : null}
      <div>
        {evaluation ? (
          <Disclosure title={t('evaluation')} testId="run-evaluation-open">
            <EvaluationView evaluation={evaluation} />
          </Disclosure>
        ) : null}
        <Disclosure title={t('settings')} aside={summary} testId="run-settings-open">
          <RunSettings run={run} />
        </Disclosure>
        <RunLog lines={series.log} />
      </div>
    </PanelBlock>
  );
}

/** Whether a run's model is one to make live: it spoils no correction in sum, and reads corrections or scans better. The gate has the last word. */
function isInvitation({ corrections, testAccuracy }: Run, liveAccuracy: number): boolean {
  if (corrections && corrections.right !== corrections.before) return corrections.right > corrections.before;
  return (testAccuracy ?? 0) > liveAccuracy;
}

/** What makes a run's images or network harder to be right with than those of the test set. */
function harderTraining({ spec }: Run): 'augment' | 'dropout' | 'both' | null {
  const dropout = spec.layers.some(({ kind }) => kind === 'dropout');
  return spec.augment ? (dropout ? 'both' : 'augment') : dropout ? 'dropout' : null;
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
      icon={<Square />}
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
