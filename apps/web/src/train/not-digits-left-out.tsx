import { correctionsFor, type OutputCount } from '@inkroom/shared';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../core/room-provider';

/** That a model of ten outputs has no place for what people say is no digit, where there is some. */
export function NotDigitsLeftOut({ outputs }: { outputs: OutputCount | undefined }) {
  const t = useTranslations('training');
  const samples = useRoomView((view) => view.state.samples);
  const learnsAll = correctionsFor({ outputs }, samples) > samples.training;
  if (samples.notDigits === 0 || learnsAll) return null;
  return <span data-testid="not-digits-left-out"> {t('notDigitsLeftOut', { count: samples.notDigits })}</span>;
}
