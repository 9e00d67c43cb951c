import { useFormatter, useTranslations } from 'use-intl';
import { useBytes } from '../ui/use-bytes';

/** Writes what a run took, in units people know. */
export function useQuantity() {
  const t = useTranslations('training');
  const format = useFormatter();
  return {
    /** A length of time in seconds. */
    duration(seconds: number): string {
      if (seconds < 10) {
        const tenths = Math.round(seconds * 10) / 10;
        return t('durationSeconds', { count: tenths });
      }
      const whole = Math.round(seconds);
      if (whole < 60) return t('durationSeconds', { count: whole });
      return t('durationMinutes', { minutes: Math.floor(whole / 60), seconds: whole % 60 });
    },
    memory: useBytes(),
    energy(wattHours: number): string {
      return t('wattHours', { value: format.number(wattHours, { maximumSignificantDigits: 2 }) });
    },
    /** Two digits that count: a run costs fractions of a yen. */
    money(amount: number, currency: string): string {
      return format.number(amount, {
        style: 'currency',
        currency,
        currencyDisplay: 'narrowSymbol',
        minimumFractionDigits: 0,
        maximumSignificantDigits: 2,
      });
    },
  };
}
