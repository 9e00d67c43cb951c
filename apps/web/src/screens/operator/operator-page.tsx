'use client';

import type { OperatorState } from '@inkroom/shared';
import { useCallback, useState } from 'react';
import { IntlProvider, useLocale, useMessages, useTranslations } from 'use-intl';
import type { Messages } from '../../core/i18n/messages';
import { LocaleSwitch } from '../../core/settings/locale-switch';
import { ThemeSwitch } from '../../core/settings/theme-switch';
import { useErrorText } from '../../core/use-error-text';
import { Button } from '../../ui/button';
import { TextField } from '../../ui/field';
import { Row, Stack } from '../../ui/layout';
import { Brand } from '../../ui/mark';
import { Text } from '../../ui/text';
import { askGateway } from './ask-gateway';
import styles from './operator.module.css';
import { Overview } from './overview';

/** The page of whoever runs this inkroom; its texts come with it alone. */
export function OperatorPage({ texts }: { texts: Messages['operator'] }) {
  return (
    <IntlProvider locale={useLocale()} messages={{ ...useMessages(), operator: texts }}>
      <Operator />
    </IntlProvider>
  );
}

function Operator() {
  const t = useTranslations('operator');
  // Nowhere but here: whoever comes to this browser later is asked for it.
  const [token, setToken] = useState<string | null>(null);
  const lock = useCallback(() => setToken(null), []);
  return (
    <Stack gap={5} className={styles.page}>
      <Row as="header" wrap spread="between" gap={3}>
        <Row gap={3}>
          <Brand size={28} />
          <Text as="h1" look="muted m">
            {t('title')}
          </Text>
        </Row>
        <Row wrap gap={2}>
          <LocaleSwitch />
          <ThemeSwitch />
          {token === null ? null : <Button onClick={lock}>{t('leave')}</Button>}
        </Row>
      </Row>
      <main>{token === null ? <AskToken onRight={setToken} /> : <Overview token={token} onRefused={lock} />}</main>
    </Stack>
  );
}

function AskToken({ onRight }: { onRight: (token: string) => void }) {
  const t = useTranslations('operator');
  const textOf = useErrorText();
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  return (
    <form
      className={styles.token}
      onSubmit={async (event) => {
        event.preventDefault();
        const token = `${new FormData(event.currentTarget).get('token')}`;
        setBusy(true);
        const answer = await askGateway<OperatorState>(token, 'state');
        setBusy(false);
        if (answer.ok) onRight(token);
        else setWrong(textOf(answer.error));
      }}
    >
      <TextField
        label={t('token')}
        hint={t('tokenHint')}
        error={wrong ?? undefined}
        name="token"
        type="password"
        autoComplete="current-password"
        required
        data-testid="operator-token"
      />
      <Button type="submit" variant="primary" busy={busy} data-testid="operator-show">
        {t('show')}
      </Button>
    </form>
  );
}
