'use client';

import { useTranslations } from 'use-intl';
import { Dialog } from '../ui/dialog';
import styles from './shortcuts-dialog.module.css';
import { PAGE_SHORTCUTS } from './use-page-shortcuts';

/** All keys in one place. */
export function ShortcutsDialog({ open, onOpenChange }: { open: boolean; onOpenChange(open: boolean): void }) {
  const t = useTranslations('shell.shortcuts');
  return (
    <Dialog title={t('title')} open={open} onOpenChange={onOpenChange} wide>
      <div className={styles.lists} data-testid="shortcuts">
        <section>
          <h3 className={styles.heading}>{t('page')}</h3>
          <dl className={styles.list}>
            {PAGE_SHORTCUTS.map(({ key, name }) => (
              <div key={key} className={styles.row}>
                <dt>{t(name)}</dt>
                <dd>
                  <kbd className={styles.key}>{key}</kbd>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  );
}
