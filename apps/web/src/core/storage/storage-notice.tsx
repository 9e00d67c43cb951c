import { useTranslations } from 'use-intl';
import { Button } from '../../ui/button';
import { Notice } from '../../ui/notice';
import styles from './storage-notice.module.css';
import { useStorageTrouble } from './storage-trouble';

/** Says, until it is closed, what this browser does not keep. */
export function StorageNotice() {
  const t = useTranslations('shell');
  const { trouble, closed } = useStorageTrouble();
  if (!trouble || closed) return null;
  return (
    <div className={styles.notice}>
      <Notice
        title={t(`storage.${trouble}Title`)}
        testId="storage-notice"
        actions={
          <Button
            size="s"
            onClick={() => useStorageTrouble.setState({ closed: true })}
            data-testid="storage-notice-close"
          >
            {t('common.close')}
          </Button>
        }
      >
        {t(`storage.${trouble}`)}
      </Notice>
    </div>
  );
}
