import { useTranslations } from 'use-intl';
import { Segmented } from '../../ui/segmented';
import { LOCALE_NAMES, LOCALES } from '../i18n/locales';
import { usePreferences } from './preferences-provider';

/** The languages side by side, in plain sight. */
export function LocaleSwitch() {
  const t = useTranslations('shell.settings');
  const { locale, setLocale } = usePreferences();
  return (
    <Segmented
      label={t('language')}
      value={locale}
      onChange={setLocale}
      options={LOCALES.map((value) => ({ value, label: LOCALE_NAMES[value], testId: `locale-${value}` }))}
    />
  );
}
