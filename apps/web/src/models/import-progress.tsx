'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '../ui/button';
import { ProgressBar } from '../ui/progress-bar';
import { useBytes } from '../ui/use-bytes';
import styles from './import-progress.module.css';

/** A file on its way into the room. */
export interface Transfer {
  file: File;
  /** Bytes that have left. */
  sent: number;
}

/** How much of a file has left, and then that it is being looked at; it can be given up until it has arrived. */
export function ImportProgress({ transfer: { file, sent }, onCancel }: { transfer: Transfer; onCancel(): void }) {
  const t = useTranslations('models.import');
  const bytes = useBytes();
  const checking = sent >= file.size;
  const label = t(checking ? 'checking' : 'sending', { file: file.name });
  return (
    <div className={styles.progress} data-testid="import-progress" data-phase={checking ? 'checking' : 'sending'}>
      <p className={styles.label} role="status">
        {label}
      </p>
      <ProgressBar value={checking ? null : sent / file.size} label={label} />
      <div className={styles.foot}>
        <p className={styles.note}>
          {checking ? t('checkingNote') : t('sentOf', { sent: bytes(sent), size: bytes(file.size) })}
        </p>
        {checking ? null : (
          <Button size="s" variant="ghost" icon={<X aria-hidden />} onClick={onCancel} data-testid="import-cancel">
            {t('cancel')}
          </Button>
        )}
      </div>
    </div>
  );
}
