import type { Run } from '@inkroom/shared';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/button';
import type { RunForm } from '../form/run-form';

/** How much smaller a learning rate is worth trying after one that was too large. */
const SMALLER = 10;

/** Takes a run's settings over with a smaller learning rate. */
export function SmallerRateButton({ run, onRepeat }: { run: Run; onRepeat(changed: Partial<RunForm>): void }) {
  const t = useTranslations('training');
  const rate = String(Number((run.spec.learningRate / SMALLER).toPrecision(2)));
  return (
    <Button size="s" onClick={() => onRepeat({ learningRate: rate })} data-testid="run-smaller-rate">
      {t('trySmallerRate', { rate })}
    </Button>
  );
}
