'use client';

import { useTranslations } from 'use-intl';
import { PAGE_SHORTCUTS } from '../../page/input/shortcuts';
import { Dialog } from '../../ui/dialog';
import styles from './shortcuts-dialog.module.css';
import { APP_SHORTCUTS } from './use-app-shortcuts';

/** All keys in one place. */
export function ShortcutsDialog({ open, onOpenChange }: { open: boolean; onOpenChange(open: boolean): void }) {
  const t = useTranslations();
  return (
    <Dialog title={t('shell.shortcuts.title')} open={open} onOpenChange={onOpenChange} wide>
      <div className={styles.lists} data-testid="shortcuts">
        <section>
          <h3 className={styles.heading}>{t('shell.shortcuts.page')}</h3>
          <dl className={styles.list}>
            {PAGE_SHORTCUTS.map((shortcut) => (
              <div key={shortcut.name} className={styles.row}>
                <dt>{t(`page.keys.${shortcut.name}`)}</dt>
                <dd className={styles.keys}>
                  <Keys keys={shortcut.keys} />
                  {'or' in shortcut ? shortcut.or.map((key) => <Keys key={key} keys={[key]} />) : null}
                </dd>
              </div>
            ))}
          </dl>
        </section>
        <section>
          <h3 className={styles.heading}>{t('shell.shortcuts.app')}</h3>
          <dl className={styles.list}>
            {APP_SHORTCUTS.map(({ key, name }) => (
              <div key={key} className={styles.row}>
                <dt>{t(`shell.shortcuts.${name}`)}</dt>
                <dd className={styles.keys}>
                  <Keys keys={[key]} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  );
}

/** Keys to be pressed together. */
function Keys({ keys }: { keys: readonly string[] }) {
  return (
    <span className={styles.chord}>
      {keys.map((key) => (
        <kbd key={key} className={styles.key}>
          {key}
        </kbd>
      ))}
    </span>
  );
}
