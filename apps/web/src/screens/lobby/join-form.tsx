import { type ErrorCode, fail, readJoinCode, readRoomLink } from '@inkroom/shared';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { gatewayAddress } from '../../core/config';
import { roomPath } from '../../core/room-path';
import { Button } from '../../ui/button';
import { TextField } from '../../ui/field';
import { Row, Stack } from '../../ui/layout';
import { Text } from '../../ui/text';
import styles from './lobby.module.css';

/** The way into a room for who was told a code or was sent a link. */
export function JoinForm() {
  const t = useTranslations('shell.lobby');
  const errors = useTranslations('errors');
  const router = useRouter();
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<ErrorCode | 'unreadable' | null>(null);

  const join = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const code = readJoinCode(text);
    const link = readRoomLink(text);
    if (link) return router.push(roomPath(link));
    if (!code) return setFault('unreadable');
    setBusy(true);
    const found = await import('@inkroom/client').then(
      ({ findRoomByCode }) => findRoomByCode(gatewayAddress(window.location.origin), code),
      () => fail('offline'),
    );
    if (found.ok) return router.push(roomPath(found.value));
    setBusy(false);
    setFault(found.error.code);
  };

  const said =
    fault && (fault === 'unreadable' ? t('joinInvalid') : fault === 'offline' ? t('unreachableTitle') : errors(fault));
  return (
    <Stack as="form" gap={2} onSubmit={join} noValidate>
      <Text as="h2" look="muted m bold">
        {t('joinTitle')}
      </Text>
      <Row top gap={2} className={styles.row}>
        <TextField
          label={t('joinLabel')}
          hideLabel
          placeholder={t('joinPlaceholder')}
          value={text}
          error={said ?? undefined}
          onChange={(event) => {
            setText(event.target.value);
            setFault(null);
          }}
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
