'use client';

import { type CodedError, codedError } from '@inkroom/shared';
import { Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../room/room-provider';
import { useHostOnly } from '../room/room-roles';
import { useErrorText } from '../room/use-error-text';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';
import { ProgressBar } from '../ui/progress-bar';
import { useToast } from '../ui/toast';
import styles from './import-model.module.css';

const BYTES_PER_MEGABYTE = 2 ** 20;

/** Brings a model from a file into the room: it is checked and measured before it is listed. */
export function ImportModel() {
  const t = useTranslations('models.import');
  const client = useRoomClient();
  const format = useFormatter();
  const toast = useToast();
  const errorText = useErrorText();
  const hostOnly = useHostOnly();
  const limit = useRoomView((view) => view.limits.importBytesMax);
  const picker = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [error, setError] = useState<CodedError | null>(null);

  const bring = async (chosen: File) => {
    setError(null);
    if (chosen.size > limit) return setError(codedError('payload_too_large'));
    setFile(chosen);
    const brought = await client.importVersion(chosen);
    setFile(null);
    if (brought.ok) toast.show({ text: t('done', { number: brought.value.number }), tone: 'good' });
    else setError(brought.error);
  };

  return (
    <div className={styles.import}>
      <input
        ref={picker}
        type="file"
        accept=".zip,application/zip"
        className="visually-hidden"
        tabIndex={-1}
        aria-hidden
        onChange={({ target }) => {
          const [chosen] = target.files ?? [];
          // The same file may be chosen again, once it is mended.
          target.value = '';
          if (chosen) void bring(chosen);
        }}
        data-testid="import-file"
      />
      <Button
        icon={<Upload aria-hidden />}
        busy={file !== null}
        unavailable={hostOnly}
        onClick={() => picker.current?.click()}
        data-testid="import-open"
      >
        {t('open')}
      </Button>
      {file ? (
        <div role="status">
          <p className={styles.note}>{t('busy', { file: file.name })}</p>
          <ProgressBar value={null} label={t('busy', { file: file.name })} testId="import-progress" />
        </div>
      ) : error ? (
        <Notice tone="bad" title={t('failed')} testId="import-error">
          {error.code === 'payload_too_large'
            ? t('tooLarge', {
                size: format.number(limit / BYTES_PER_MEGABYTE, {
                  style: 'unit',
                  unit: 'megabyte',
                  maximumFractionDigits: 0,
                }),
              })
            : errorText(error)}
        </Notice>
      ) : (
        <p className={styles.note}>{t('hint')}</p>
      )}
    </div>
  );
}
