'use client';

import { Keyboard, Settings } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/button';
import { IconButton } from '../../ui/icon-button';
import { Popover } from '../../ui/popover';
import { LocaleSwitch } from './locale-switch';
import { usePreferences } from './preferences-provider';
import styles from './settings-menu.module.css';
import { ThemeSwitch } from './theme-switch';

/** Language and theme; `onShortcuts` adds the way to the list of keys. */
export function SettingsMenu({ onShortcuts }: { onShortcuts?(): void }) {
  const t = useTranslations('shell.settings');
  const { theme } = usePreferences();
  return (
    <Popover
      label={t('open')}
      trigger={<IconButton label={t('open')} icon={<Settings aria-hidden />} data-testid="settings-open" />}
    >
      <div className={styles.menu}>
        <section>
          <h2 className={styles.label}>{t('language')}</h2>
          <LocaleSwitch />
        </section>
        <section>
          <h2 className={styles.label}>{t('theme')}</h2>
          <ThemeSwitch />
          <p className={styles.hint}>{t(theme)}</p>
        </section>
        {onShortcuts ? (
          <Button
            variant="ghost"
            className={styles.shortcuts}
            icon={<Keyboard aria-hidden />}
            onClick={onShortcuts}
            data-testid="shortcuts-open"
          >
            {t('shortcuts')}
          </Button>
        ) : null}
      </div>
    </Popover>
  );
}
