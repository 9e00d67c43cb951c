import { decisionOf } from '@inkroom/shared';
import { useFormatter, useTranslations } from 'use-intl';
import { useRoomClient } from '../../core/room-provider';
import { useDecisionText, useLabelText } from '../cells/use-cell-text';
import { pageSheet, type Sheet, type SheetOptions } from './sheet';
import { useSheetHeading } from './use-sheet-heading';

/** What stands beside the ink unless somebody chooses otherwise. */
export const USUAL_OPTIONS: SheetOptions = { labels: true, predictions: false, names: false };

/** @returns makes a sheet of a page whose ink is here, in the language of the app */
export function usePageSheet(): (page: number, options: SheetOptions) => Sheet {
  const t = useTranslations('page');
  const format = useFormatter();
  const labelText = useLabelText();
  const decisionText = useDecisionText();
  const client = useRoomClient();
  const { room, day } = useSheetHeading();
  return (page, options) =>
    pageSheet(
      client,
      page,
      options,
      { title: room, subtitle: `${t('page.name', { page })} · ${day()}` },
      {
        label: labelText,
        prediction: ({ scores }) => {
          const decision = decisionOf(scores);
          const confidence = format.number(decision.score, { style: 'percent' });
          return t('strip.certain', { digit: decisionText(decision), confidence });
        },
      },
    );
}
