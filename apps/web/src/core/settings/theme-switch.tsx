import { Monitor, Moon, Sun } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Segmented } from '../../ui/segmented';
import type { Theme } from './preference-cookies';
import { usePreferences } from './preferences-provider';

/** Like the device, light, or dark. */
export function ThemeSwitch() {
  const t = useTranslations('shell.settings');
  const { theme, setTheme } = usePreferences();
  return (
    <Segmented<Theme>
      label={t('theme')}
      value={theme}
      onChange={setTheme}
      options={[
        { value: 'system', name: t('system'), label: <Monitor />, testId: 'theme-system' },
        { value: 'light', name: t('light'), label: <Sun />, testId: 'theme-light' },
        { value: 'dark', name: t('dark'), label: <Moon />, testId: 'theme-dark' },
      ]}
    />
  );
}
