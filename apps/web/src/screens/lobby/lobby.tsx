'use client';

import { DEFAULT_LIMITS, type ErrorCode, fail, lineFault, visibleLine } from '@inkroom/shared';
import { Plus, X } from 'lucide-react';
import { useActionState, useEffect, useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { gatewayAddress } from '../../core/config';
import { OfflinePage } from '../../core/offline/offline-page';
import { LocaleSwitch } from '../../core/settings/locale-switch';
import { ThemeSwitch } from '../../core/settings/theme-switch';
import { forgetRoom, type RecentRoom, recentRooms } from '../../core/storage/recent-rooms';
import { shelf } from '../../core/storage/shelf';
import { StorageNotice } from '../../core/storage/storage-notice';
import { Button } from '../../ui/button';
import { TextField } from '../../ui/field';
import { IconButton } from '../../ui/icon-button';
import { Row, Stack } from '../../ui/layout';
import { Link } from '../../ui/link';
import { Brand } from '../../ui/mark';
import { Notice } from '../../ui/notice';
import { Span, Text } from '../../ui/text';
import { JoinForm } from './join-form';
import styles from './lobby.module.css';
import { OpenRoomFile } from './open-room-file';
import { TryPaper } from './try-paper';
import { useEnterAsHost } from './use-enter-as-host';
import { useGatewayHealth } from './use-gateway-health';

// Loaded while a person reads the lobby: not part of the first page, and there when the server goes away later.
const loadClient = () => import('@inkroom/client');

export function Lobby() {
  const t = useTranslations('shell');
  const health = useGatewayHealth();
  return (
    <Stack className={styles.page}>
      <Row as="header" wrap spread="between" className={styles.header}>
        <Brand size={32} className={styles.brand} />
        <div className={styles.switches}>
          <LocaleSwitch />
          <ThemeSwitch />
        </div>
      </Row>
      <main className={styles.main}>
        <Stack gap={5} className={styles.start}>
          <h1 className={styles.headline}>{t('lobby.headline')}</h1>
          <p className={styles.lead}>{t('lobby.lead')}</p>
          {health === 'unreachable' ? (
            <Notice tone="warn" title={t('lobby.unreachableTitle')} testId="gateway-unreachable">
              {t('lobby.unreachable')}
            </Notice>
          ) : null}
          <StorageNotice />
          <NewRoom />
          <JoinForm />
          <OpenRoomFile />
        </Stack>
        <div className={styles.picture}>
          <TryPaper />
        </div>
        <RecentRooms />
      </main>
      <OfflinePage />
    </Stack>
  );
}

interface Tried {
  text: string;
  error: ErrorCode | null;
}

const NOT_TRIED: Tried = { text: '', error: null };

function NewRoom() {
  const t = useTranslations('shell.lobby');
  const errors = useTranslations('errors');
  const titleTexts = useTranslations('shell.room');
  const enter = useEnterAsHost();
  const [title, setTitle] = useState('');
  useEffect(() => void loadClient().catch(() => {}), []);
  const max = DEFAULT_LIMITS.titleLengthMax;
  const tooLong = lineFault(title, max) === 'too_long';

  // An action, as in `JoinForm`.
  const [{ text, error }, open, busy] = useActionState(async (_before: Tried, form: FormData): Promise<Tried> => {
    const text = `${form.get('title')}`;
    setTitle(text);
    if (lineFault(text, max) === 'too_long') return { text, error: null };
    const created = await loadClient().then(
      ({ createRoom }) => createRoom(gatewayAddress(window.location.origin), { title: visibleLine(text) || undefined }),
      () => fail('offline'),
    );
    if (!created.ok) return { text, error: created.error.code };
    await enter(created.value);
    return { text, error: null };
  }, NOT_TRIED);

  return (
    <form className={styles.newRoom} action={open}>
      <Row top gap={2} className={styles.row}>
        <TextField
          label={t('roomTitle')}
          hideLabel
          placeholder={t('roomTitlePlaceholder')}
          name="title"
          defaultValue={text}
          error={tooLong ? titleTexts('titleTooLong', { max }) : undefined}
          onChange={(event) => setTitle(event.target.value)}
          autoComplete="off"
          data-testid="room-title"
        />
        <Button
          type="submit"
          variant="primary"
          icon={<Plus />}
          busy={busy}
          className={styles.primary}
          data-testid="new-room"
        >
          {busy ? t('opening') : t('newRoom')}
        </Button>
      </Row>
      {error ? (
        <Text look="bad" className={styles.error} role="alert" data-testid="new-room-error">
          {error === 'offline' ? t('unreachableTitle') : errors(error)}
        </Text>
      ) : null}
    </form>
  );
}

function RecentRooms() {
  const t = useTranslations('shell.lobby');
  const format = useFormatter();
  // Null until read: the server does not know them, and the list must not flash as empty.
  const [rooms, setRooms] = useState<RecentRoom[] | null>(null);
  useEffect(() => setRooms(recentRooms(shelf)), []);
  return (
    <section className={styles.recent} aria-labelledby="recent-rooms">
      <Text as="h2" look="muted m bold" id="recent-rooms" className={styles.subtitle}>
        {t('recent')}
      </Text>
      {rooms && rooms.length > 0 ? (
        <ul className={styles.rooms}>
          {rooms.map((room) => {
            const title = room.title || t('untitled', { code: room.roomId });
            return (
              <li key={room.roomId} className={styles.room}>
                <Link href={`/r/${room.roomId}`} className={styles.roomLink}>
                  <Span look="bold truncate">{title}</Span>
                  <Span look="faint s">{format.relativeTime(room.at, Math.max(room.at, Date.now()))}</Span>
                </Link>
                <IconButton
                  label={t('forget', { title })}
                  icon={<X />}
                  className={styles.forget}
                  onClick={() => {
                    forgetRoom(shelf, room.roomId);
                    setRooms(recentRooms(shelf));
                  }}
                />
              </li>
            );
          })}
        </ul>
      ) : (
        <Text look="muted">{rooms ? t('noRecent') : ' '}</Text>
      )}
    </section>
  );
}
