import { DEFAULT_LIMITS, type LineFault, lineFault, visibleLine } from '@inkroom/shared';
import Link from 'next/link';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { SettingsMenu } from '../../core/settings/settings-menu';
import { StorageNotice } from '../../core/storage/storage-notice';
import { Button } from '../../ui/button';
import { TextField } from '../../ui/field';
import { Row, Stack } from '../../ui/layout';
import { Brand } from '../../ui/mark';
import { Text } from '../../ui/text';
import styles from './join-card.module.css';

interface Props {
  roomId: string;
  /** The room's name, if it has one. */
  title: string;
  name: string;
  /** They came to watch. */
  watch: boolean;
  onJoin(name: string): void;
}

/** The door of a room: says what lies behind it and asks for a name, once. */
export function JoinCard({ roomId, title, name: knownName, watch, onJoin }: Props) {
  const t = useTranslations('shell.join');
  const common = useTranslations('shell.common');
  const [name, setName] = useState(knownName);
  const [fault, setFault] = useState<LineFault | null>(null);

  const join = (event: FormEvent) => {
    event.preventDefault();
    const wrong = lineFault(name, DEFAULT_LIMITS.nameLengthMax);
    // A viewer needs no name.
    if (wrong && !(watch && wrong !== 'too_long')) setFault(wrong);
    else onJoin(visibleLine(name));
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
          <Text look="muted">{watch ? t('introWatch') : t('intro')}</Text>
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
          <Button type="submit" variant="primary" className={styles.submit} data-testid="join-submit">
            {watch ? t('submitWatch') : t('submit')}
          </Button>
          <StorageNotice />
        </Stack>
      </main>
    </Stack>
  );
}
