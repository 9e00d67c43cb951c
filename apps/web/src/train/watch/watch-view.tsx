import { hasEnded, type Run } from '@inkroom/shared';
import { Check, Link } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { useRunKind } from '../../models/version-name';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Row } from '../../ui/layout';
import { Text } from '../../ui/text';
import { useCopy } from '../../ui/use-copy';
import { RunBadge } from '../run/run-badge';
import { RunProgressView } from '../run/run-progress';
import { useRunDetails } from '../run/use-run-details';
import { RunShelf } from './run-shelf';
import styles from './watch-view.module.css';
import { WatchedCurve } from './watched-curve';

interface Props {
  /** Of the run, as its room counts. */
  number: number;
  onClose(): void;
}

/** A run on the whole screen, for a class to look at: how far it is, its curve, and the room's own digits, all in sight at once. */
export function WatchView({ number, onClose }: Props) {
  const t = useTranslations('training.watch');
  const runKind = useRunKind();
  const run = useRoomView((view) => view.runs.find((one) => one.number === number));
  return (
    <Dialog
      open
      whole
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={run ? `${t('title', { number })} · ${runKind(run)}` : t('title', { number })}
    >
      {run ? <Watched key={run.id} run={run} /> : <Text look="muted">{t('gone', { number })}</Text>}
    </Dialog>
  );
}

function Watched({ run }: { run: Run }) {
  const t = useTranslations('training.watch');
  const { series } = useRunDetails(run);
  const samples = useRoomView((view) => view.state.samples);
  const [copied, copy] = useCopy(typeof window === 'undefined' ? '' : window.location.href);
  return (
    <div className={styles.view} data-testid="watch-view" data-run={run.number}>
      <div className={styles.progress}>
        <RunProgressView run={run} />
        <Row gap={3} spread="between">
          <RunBadge state={run.state} />
          <Button
            size="s"
            variant="ghost"
            icon={copied ? <Check /> : <Link />}
            onClick={(event) => copy(event.currentTarget)}
            data-testid="watch-copy"
          >
            {t('copy')}
          </Button>
        </Row>
      </div>
      <div className={styles.curve}>
        <WatchedCurve series={series} epochs={run.spec.epochs} height="fill" />
      </div>
      <div className={styles.shelf}>
        {series.shelf?.length === 0 ? (
          <Text look="muted">{t('none')}</Text>
        ) : (
          <RunShelf series={series} expected={hasEnded(run) ? 0 : samples.training + samples.holdout} />
        )}
      </div>
    </div>
  );
}
