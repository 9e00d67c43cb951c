'use client';

import type { CodedError, Run } from '@inkroom/shared';
import { useTranslations } from 'use-intl';
import { useErrorText } from '../room/use-error-text';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';
import type { RunForm } from './run-form';

/** How much smaller a learning rate is worth trying after one that was too large. */
const SMALLER = 10;

interface Props {
  run: Run;
  error: CodedError;
  onRepeat(changed?: Partial<RunForm>): void;
}

/** Why a run failed, where, and what can be tried instead. */
export function RunFailure({ run, error, onRepeat }: Props) {
  const t = useTranslations('training');
  const errorText = useErrorText();
  const { step, epoch } = error.details ?? {};
  const rate = String(Number((run.spec.learningRate / SMALLER).toPrecision(2)));
  const diverged = error.code === 'run_diverged';
  return (
    <Notice
      tone="bad"
      testId="run-error"
      actions={
        diverged ? (
          <Button size="s" onClick={() => onRepeat({ learningRate: rate })} data-testid="run-smaller-rate">
            {t('trySmallerRate', { rate })}
          </Button>
        ) : null
      }
    >
      {errorText(error)}
      {diverged && typeof step === 'number' && typeof epoch === 'number' ? ` ${t('failedAt', { step, epoch })}` : null}
    </Notice>
  );
}
