import { pageNumbers } from '@inkroom/shared';
import { FileImage, PenTool } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { saveBlob } from '../../core/save-file';
import { useErrorText } from '../../core/use-error-text';
import { type FileKind, FileList, Part } from './file-list';
import { svgFile } from './page-files';
import { ownSheet, type Sheet } from './sheet';
import { sheetPng } from './sheet-png';
import { fileName, useSheetHeading } from './use-sheet-heading';

const GONE: readonly string[] = ['page_not_found', 'page_deleted'];

/** All that somebody wrote in the room, side by side. */
export function OwnDigits() {
  const t = useTranslations('takeHome');
  const client = useRoomClient();
  const errorText = useErrorText();
  const { room, day } = useSheetHeading();
  const name = useRoomView((view) => view.you?.name ?? '');
  const title = t('own.sheet', { name });

  const make = (use: (sheet: Sheet) => unknown) => async () => {
    for (const page of pageNumbers(client.view.getState().state)) {
      const brought = await client.bringPage(page);
      // One that is gone meanwhile has nothing to take home.
      if (!brought.ok && !GONE.includes(brought.error.code)) return errorText(brought.error);
    }
    const sheet = ownSheet(client, { title, subtitle: `${room} · ${day()}` });
    if (sheet.cells.length === 0) return t('own.none');
    await use(sheet);
    return null;
  };
  const file = (ending: string) => `${fileName(title)}.${ending}`;
  const files: FileKind[] = [
    { kind: 'png', icon: FileImage, make: make(async (sheet) => saveBlob(await sheetPng(sheet), file('png'))) },
    { kind: 'svg', icon: PenTool, make: make((sheet) => saveBlob(svgFile(sheet), file('svg'))) },
  ];
  return (
    <Part title={t('own.title')} hint={t('own.hint')}>
      <FileList files={files} idPrefix="own" />
    </Part>
  );
}
