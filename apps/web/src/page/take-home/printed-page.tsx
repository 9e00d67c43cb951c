import { useLayoutEffect } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { layOut } from './print-sheet';
import { USUAL_OPTIONS, usePageSheet } from './use-page-sheet';

/** The page that one looks at, on paper for as long as this is there. */
export function PrintedPage() {
  const t = useTranslations('takeHome');
  const page = useRoomView((view) => view.page);
  const sheetOf = usePageSheet();
  useLayoutEffect(() => {
    const sheet = sheetOf(page, USUAL_OPTIONS);
    return layOut(sheet, (part, parts) => `${sheet.subtitle} · ${t('part', { part, parts })}`);
  }, []);
  return null;
}
