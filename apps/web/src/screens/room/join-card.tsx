import { DEFAULT_LIMITS, type LineFault, lineFault, visibleLine } from '@inkroom/shared';
import { Eye } from 'lucide-react';
import Link from 'next/link';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { SettingsMenu } from '../../core/settings/settings-menu';
import { StorageNotice } from '../../core/storage/storage-notice';
import { Button } from '../../ui/button';
import { TextField } from '../../ui/field';
import { Row, Stack } from '../../ui/layout';
import { Brand } from '../../ui/mark';
import { Span, Text } from '../../ui/text';
import styles from './join-card.module.css';

interface Props {
  roomId: string;
  /** The room's name, if it was visited before from here. */
  title: string;
  name: string;
  watch: boolean;
  onJoin(entry: { name: string; viewer: boolean }): void;
}

/** The door of a room: says what lies behind it and asks for a name, once. */
export function JoinCard({ roomId, title, name: knownName, watch, onJoin }: Props) {
  const t = useTranslations('shell.join');
  const common = useTranslations('shell.common');
  const [name, setName] = useState(knownName);
  const [viewer, setViewer] = useState(watch);
  const [fault, setFault] = useState<LineFault | null>(null);

  const join = (event: FormEvent) => {
    event.preventDefault();
    const wrong = lineFault(name, DEFAULT_LIMITS.nameLengthMax);
    // A viewer needs no name.
    if (wrong && !(viewer && wrong !== 'too_long')) setFault(wrong);
    else onJoin({ name: visibleLine(name), viewer });
  };

  return (
    <Stack className={`squared-paper ${styles.page}`}>
      <Row as="header" spread="between" className={styles.header}>
        <Link href="/" className={styles.home} aria-label={common('home')}>
          <Brand />
        </Link>
        <SettingsMenu />
      </Row>
      <main className={styles.main}>
        <Stack as="form" gap={4} className={styles.card} onSubmit={join} noValidate>
          <Text look="faint s medium">{t('code', { code: roomId })}</Text>
          <h1 className={styles.title}>{title ? t('titleNamed', { title }) : t('title')}</h1>
          <Text look="muted">{viewer ? t('introWatch') : t('intro')}</Text>
          <TextField
            label={t('name')}
            placeholder={t('namePlaceholder')}
            value={name}
            error={fault ? t(`nameFault.${fault}`, { max: DEFAULT_LIMITS.nameLengthMax }) : undefined}
            onChange={(event) => {
              setName(event.target.value);
              setFault(null);
            }}
            autoComplete="nickname"
            // The page has this one question.
            autoFocus
            data-testid="join-name"
          />
          <Row as="label" top gap={3} className={styles.watch}>
            <input
              type="checkbox"
              checked={viewer}
              onChange={(event) => setViewer(event.target.checked)}
              data-testid="join-watch"
            />
            <span>
              <Row as="span" gap={2}>
                <Eye size="1.05rem" color="var(--color-ink-faint)" />
                <Span look="medium">{t('watchOnly')}</Span>
              </Row>
              <Span look="faint s block">{t('watchOnlyHint')}</Span>
            </span>
          </Row>
          <Button type="submit" variant="primary" className={styles.submit} data-testid="join-submit">
            {viewer ? t('submitWatch') : t('submit')}
          </Button>
          <StorageNotice />
        </Stack>
      </main>
    </Stack>
  );
}
