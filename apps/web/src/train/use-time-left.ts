import { useTranslations } from 'use-intl';
import { timeLeft } from './time-left';

/** Writes a length of time in milliseconds as people say it. */
export function useTimeLeft(): (ms: number) => string {
  const t = useTranslations('training.eta');
  return (ms) => {
    const left = timeLeft(ms);
    return left.unit === 'soon' ? t('soon') : t(left.unit, { count: left.count });
  };
}
