'use client';

import { useEffect } from 'react';
import { useTranslations } from 'use-intl';
import { BlankPage } from '../src/ui/blank-page';
import { Button } from '../src/ui/button';

export default function ErrorPage({ error }: { error: Error }) {
  const t = useTranslations('shell.crash');
  useEffect(() => console.error(error), [error]);
  return (
    <BlankPage
      title={t('title')}
      text={t('text')}
      actions={
        <Button variant="primary" onClick={() => window.location.reload()}>
          {t('reload')}
        </Button>
      }
    />
  );
}
