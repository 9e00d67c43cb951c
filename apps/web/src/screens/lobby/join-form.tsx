import { type ErrorCode, fail, ok, readJoinCode, readRoomLink } from '@inkroom/shared';
import { useRouter } from 'next/navigation';
import { useActionState, useState } from 'react';
import { useTranslations } from 'use-intl';
import { gatewayAddress } from '../../core/config';
import { roomPath } from '../../core/room-path';
import { Button } from '../../ui/button';
import { TextField } from '../../ui/field';
import { Row, Stack } from '../../ui/layout';
import { Text } from '../../ui/text';
import styles from './lobby.module.css';

interface Tried {
  text: string;
  fault: ErrorCode | 'unreadable' | null;
}

const NOT_TRIED: Tried = { text: '', fault: null };

/** The way into a room for who was told a code or was sent a link. */
export function JoinForm() {
  const t = useTranslations('shell.lobby');
  const errors = useTranslations('errors');
  const router = useRouter();
  /** What was typed since the last try: what was wrong with that one is not said of it. */
  const [isTyped, setTyped] = useState(false);
  // An action, for what is asked before the page's scripts are there waits for them; a slow phone takes seconds.
  const [{ text, fault }, join, busy] = useActionState(async (_before: Tried, form: FormData): Promise<Tried> => {
    const text = `${form.get('code')}`;
    setTyped(false);
    const code = readJoinCode(text);
    const link = readRoomLink(text);
    if (!link && !code) return { text, fault: 'unreadable' };
    const found = link ? ok(link) : await findRoom(code!);
    if (!found.ok) return { text, fault: found.error.code };
    router.push(roomPath(found.value));
    return { text, fault: null };
  }, NOT_TRIED);

  const said =
    fault &&
    !isTyped &&
    (fault === 'unreadable' ? t('joinInvalid') : fault === 'offline' ? t('unreachableTitle') : errors(fault));
  return (
    <Stack as="form" gap={2} action={join} noValidate>
      <Text as="h2" look="muted m bold">
        {t('joinTitle')}
      </Text>
      <Row top gap={2} className={styles.row}>
        <TextField
          label={t('joinLabel')}
          hideLabel
          placeholder={t('joinPlaceholder')}
          name="code"
          defaultValue={text}
          error={said || undefined}
          onChange={() => setTyped(true)}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          data-testid="join-code"
        />
        <Button type="submit" busy={busy} data-testid="join-by-code">
          {t('join')}
        </Button>
      </Row>
    </Stack>
  );
}

function findRoom(code: string) {
  return import('@inkroom/client').then(
    ({ findRoomByCode }) => findRoomByCode(gatewayAddress(window.location.origin), code),
    () => fail('offline'),
  );
}
