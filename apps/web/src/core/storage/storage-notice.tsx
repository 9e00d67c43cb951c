import { HardDrive } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/button';
import { LineNotice } from '../../ui/line-notice';
import { Notice } from '../../ui/notice';
import styles from './storage-notice.module.css';
import { useStorageTrouble } from './storage-trouble';

/** Says, until it is closed, what this browser does not keep; `line` where it stands in a line of notices. */
export function StorageNotice({ line }: { line?: boolean }) {
  const t = useTranslations('shell');
  const { trouble, closed } = useStorageTrouble();
  if (!trouble || closed) return null;
  const close = (
    <Button size="s" onClick={() => useStorageTrouble.setState({ closed: true })} data-testid="storage-notice-close">
      {t('common.close')}
    </Button>
  );
  if (line) {
    const text = t('storage.line', { what: t(`storage.${trouble}Title`), text: t(`storage.${trouble}`) });
    return (
      <div role="status">
        <LineNotice icon={<HardDrive aria-hidden />} text={text} testId="storage-notice">
          {close}
        </LineNotice>
      </div>
    );
  }
  return (
    <div className={styles.notice}>
      <Notice title={t(`storage.${trouble}Title`)} testId="storage-notice" actions={close}>
        {t(`storage.${trouble}`)}
      </Notice>
    </div>
  );
}
