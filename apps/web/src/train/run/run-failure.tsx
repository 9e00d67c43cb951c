import type { CodedError, Run } from '@inkroom/shared';
import { useTranslations } from 'use-intl';
import { useErrorText } from '../../core/use-error-text';
import { Notice } from '../../ui/notice';
import type { RunForm } from '../form/run-form';
import { SmallerRateButton } from './smaller-rate-button';

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
  const diverged = error.code === 'run_diverged';
  return (
    <Notice
      tone="bad"
      testId="run-error"
      actions={diverged ? <SmallerRateButton run={run} onRepeat={onRepeat} /> : null}
    >
      {errorText(error)}
      {diverged && typeof step === 'number' && typeof epoch === 'number' ? ` ${t('failedAt', { step, epoch })}` : null}
    </Notice>
  );
}
