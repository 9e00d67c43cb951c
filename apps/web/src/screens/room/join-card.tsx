'use client';

import { DEFAULT_LIMITS, type LineFault, lineFault, visibleLine } from '@inkroom/shared';
import { Eye } from 'lucide-react';
import Link from 'next/link';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { SettingsMenu } from '../../core/settings/settings-menu';
import { StorageNotice } from '../../core/storage/storage-notice';
import { Button } from '../../ui/button';
import { TextField } from '../../ui/field';
import { Mark } from '../../ui/mark';
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
    // Who only watches may stay nameless.
    if (wrong && !(viewer && wrong !== 'too_long')) setFault(wrong);
    else onJoin({ name: visibleLine(name), viewer });
  };

  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <Link href="/" className={styles.brand} aria-label={common('home')}>
          <Mark />
          inkroom
        </Link>
        <SettingsMenu />
      </header>
      <main className={styles.main}>
        <form className={styles.card} onSubmit={join} noValidate>
          <p className={styles.code}>{t('code', { code: roomId })}</p>
          <h1 className={styles.title}>{title ? t('titleNamed', { title }) : t('title')}</h1>
          <p className={styles.intro}>{viewer ? t('introWatch') : t('intro')}</p>
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
          <label className={styles.watch}>
            <input
              type="checkbox"
              checked={viewer}
              onChange={(event) => setViewer(event.target.checked)}
              data-testid="join-watch"
            />
            <span>
              <span className={styles.watchLabel}>
                <Eye aria-hidden />
                {t('watchOnly')}
              </span>
              <span className={styles.watchHint}>{t('watchOnlyHint')}</span>
            </span>
          </label>
          <Button type="submit" variant="primary" className={styles.submit} data-testid="join-submit">
            {viewer ? t('submitWatch') : t('submit')}
          </Button>
          <StorageNotice />
        </form>
      </main>
    </div>
  );
}
