import { createTranslator } from 'use-intl/core';
import { loadMessages } from '../src/core/i18n/load-messages';
import { readPreferences } from '../src/core/settings/preferences';
import { BlankPage } from '../src/ui/blank-page';
import { ButtonLink } from '../src/ui/button-link';

export default async function NotFound() {
  const { locale } = await readPreferences();
  const t = createTranslator({ locale, messages: await loadMessages(locale), namespace: 'shell' });
  return (
    <BlankPage
      title={t('notFound.title')}
      text={t('notFound.text')}
      actions={<ButtonLink href="/">{t('gone.home')}</ButtonLink>}
    />
  );
}
