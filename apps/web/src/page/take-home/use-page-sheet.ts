import { useFormatter, useTranslations } from 'use-intl';
import { useRoomClient } from '../../core/room-provider';
import { pageSheet, type Sheet, type SheetOptions } from './sheet';
import { useSheetHeading } from './use-sheet-heading';

/** What stands beside the ink unless somebody chooses otherwise. */
export const USUAL_OPTIONS: SheetOptions = { labels: true, predictions: false, names: false };

/** @returns makes a sheet of a page whose ink is here, in the language of the app */
export function usePageSheet(): (page: number, options: SheetOptions) => Sheet {
  const t = useTranslations('page');
  const format = useFormatter();
  const client = useRoomClient();
  const { room, day } = useSheetHeading();
  return (page, options) =>
    pageSheet(
      client,
      page,
      options,
      { title: room, subtitle: `${t('page.name', { page })} · ${day()}` },
      {
        label: (value) => (value === 'not-a-digit' ? t('notADigit') : `${value}`),
        prediction: ({ digit, scores }) => {
          const confidence = format.number(scores[digit] ?? 0, { style: 'percent' });
          return t('strip.certain', { digit: `${digit}`, confidence });
        },
      },
    );
}
