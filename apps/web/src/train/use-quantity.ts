'use client';

import { useFormatter, useTranslations } from 'use-intl';

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
    memory(bytes: number): string {
      const gigabytes = bytes >= 1e9;
      return format.number(bytes / (gigabytes ? 1e9 : 1e6), {
        style: 'unit',
        unit: gigabytes ? 'gigabyte' : 'megabyte',
        maximumFractionDigits: gigabytes ? 1 : 0,
      });
    },
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
