import { Settings } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { firstUse } from '../../ui/first-use';
import { IconButton } from '../../ui/icon-button';
import { Opener } from '../../ui/opener';
import type { SettingsWays } from './settings-popover';

const SettingsPopover = firstUse(() => import('./settings-popover').then((module) => module.SettingsPopover));

/** How the app looks and speaks here, and ways to elsewhere. */
export function SettingsMenu(ways: SettingsWays) {
  const t = useTranslations('shell.settings');
  return (
    <Opener of={SettingsPopover} with={ways}>
      <IconButton label={t('open')} icon={<Settings />} data-testid="settings-open" />
    </Opener>
  );
}
