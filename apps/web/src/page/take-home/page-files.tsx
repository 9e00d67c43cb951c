import { namesAreHidden } from '@inkroom/client';
import { pageNumbers } from '@inkroom/shared';
import { FileImage, PenTool, Printer } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { saveBlob } from '../../core/save-file';
import { useErrorText } from '../../core/use-error-text';
import { SelectField } from '../../ui/field';
import { SwitchField } from '../../ui/switch-field';
import { type FileKind, FileList, Part } from './file-list';
import { printSheet } from './print-sheet';
import type { Sheet, SheetOptions } from './sheet';
import { sheetPng } from './sheet-png';
import { sheetSvg } from './sheet-svg';
import styles from './take-home.module.css';
import { USUAL_OPTIONS, usePageSheet } from './use-page-sheet';
import { fileName, useSheetHeading } from './use-sheet-heading';

/** A page as a picture, a drawing and on paper. */
export function PageFiles({ first }: { first: number | undefined }) {
  const t = useTranslations('takeHome');
  const pages = useTranslations('page');
  const client = useRoomClient();
  const errorText = useErrorText();
  const { room } = useSheetHeading();
  const sheetOf = usePageSheet();
  const shown = useRoomView((view) => view.page);
  const hidden = useRoomView(namesAreHidden);
  const [page, setPage] = useState(first ?? shown);
  const [options, setOptions] = useState(USUAL_OPTIONS);

  /** @param use takes the sheet once all of the page is here */
  const make = (use: (sheet: Sheet) => unknown) => async () => {
    const brought = await client.bringPage(page);
    if (!brought.ok) return errorText(brought.error);
    await use(sheetOf(page, options));
    return null;
  };
  const name = (ending: string) => `${fileName(room, pages('page.name', { page }))}.${ending}`;
  const files: FileKind[] = [
    {
      kind: 'print',
      icon: Printer,
      make: make((sheet) => printSheet(sheet, (part, parts) => `${sheet.subtitle} · ${t('part', { part, parts })}`)),
    },
    { kind: 'png', icon: FileImage, make: make(async (sheet) => saveBlob(await sheetPng(sheet), name('png'))) },
    { kind: 'svg', icon: PenTool, make: make((sheet) => saveBlob(svgFile(sheet), name('svg'))) },
  ];
  const existing = useRoomView((view) => pageNumbers(view.state).join());
  const choose = (option: keyof SheetOptions) => (on: boolean) => setOptions({ ...options, [option]: on });
  return (
    <Part title={t('page.title')}>
      <div className={styles.choices}>
        {existing.includes(',') ? (
          <SelectField
            label={t('page.choose')}
            value={`${page}`}
            options={existing.split(',').map((value) => ({ value, label: pages('page.name', { page: value }) }))}
            onChange={(value) => setPage(Number(value))}
            testId="take-page"
          />
        ) : null}
        <SwitchField
          label={t('page.labels')}
          checked={options.labels}
          onChange={choose('labels')}
          testId="with-labels"
        />
        <SwitchField
          label={t('page.predictions')}
          checked={options.predictions}
          onChange={choose('predictions')}
          testId="with-predictions"
        />
        {hidden ? null : (
          <SwitchField label={t('page.names')} checked={options.names} onChange={choose('names')} testId="with-names" />
        )}
      </div>
      <FileList files={files} idPrefix="page" />
    </Part>
  );
}

export function svgFile(sheet: Sheet): Blob {
  return new Blob([sheetSvg(sheet, { isFramed: true })], { type: 'image/svg+xml' });
}
