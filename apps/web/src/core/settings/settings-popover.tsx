import { Keyboard, LogOut } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/button';
import { Stack } from '../../ui/layout';
import type { Opened } from '../../ui/opener';
import { Popover } from '../../ui/popover';
import { SwitchField } from '../../ui/switch-field';
import { Text } from '../../ui/text';
import { setBoard, useBoard } from './board';
import { LocaleSwitch } from './locale-switch';
import { usePreferences } from './preferences-provider';
import styles from './settings-menu.module.css';
import { setSingleKeys, useSingleKeys } from './single-keys';
import { ThemeSwitch } from './theme-switch';

export interface SettingsWays {
  onShortcuts?(): void;
  onLeave?(): void;
}

/** Language and theme; `onShortcuts` adds the way to the list of keys, `onLeave` the one out of the room. */
export function SettingsPopover({ onShortcuts, onLeave, ...opened }: Opened & SettingsWays) {
  const t = useTranslations('shell.settings');
  const keys = useTranslations('page.singleKeys');
  const boards = useTranslations('page.board');
  const isBoard = useBoard();
  const { theme } = usePreferences();
  const singleKeys = useSingleKeys();
  return (
    <Popover label={t('open')} {...opened}>
      <Stack gap={4} className={styles.menu}>
        <section>
          <Text as="h2" look="muted s" className={styles.label}>
            {t('language')}
          </Text>
          <LocaleSwitch />
        </section>
        <section>
          <Text as="h2" look="muted s" className={styles.label}>
            {t('theme')}
          </Text>
          <ThemeSwitch />
          <Text look="faint xs" className={styles.hint}>
            {t(theme)}
          </Text>
        </section>
        {onShortcuts ? (
          <SwitchField
            label={boards('label')}
            hint={boards('hint')}
            checked={isBoard}
            onChange={setBoard}
            testId="board"
          />
        ) : null}
        {onShortcuts ? (
          <SwitchField
            label={keys('label')}
            hint={keys('hint')}
            checked={singleKeys}
            onChange={setSingleKeys}
            testId="single-keys"
          />
        ) : null}
        {onShortcuts ? (
          <Button
            variant="ghost"
            className={styles.shortcuts}
            icon={<Keyboard />}
            onClick={onShortcuts}
            data-testid="shortcuts-open"
          >
            {t('shortcuts')}
          </Button>
        ) : null}
        {onLeave ? (
          <Button
            variant="ghost"
            className={styles.shortcuts}
            icon={<LogOut />}
            onClick={onLeave}
            data-testid="leave-room"
          >
            {t('leave')}
          </Button>
        ) : null}
      </Stack>
    </Popover>
  );
}
