import { DEFAULT_LIMITS, type LineFault, lineFault, visibleLine } from '@inkroom/shared';
import { Dices } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useLocale, useTranslations } from 'use-intl';
import type { Locale } from '../../core/i18n/locales';
import { StorageNotice } from '../../core/storage/storage-notice';
import { Button } from '../../ui/button';
import { TextField } from '../../ui/field';
import { IconButton } from '../../ui/icon-button';
import { Row, Stack } from '../../ui/layout';
import { Text } from '../../ui/text';
import { Door } from './door';
import styles from './door.module.css';
import { madeUpName } from './made-up-name';

interface Props {
  /** The room's name, if it has one. */
  title: string;
  /** How many are in it; null where it was not asked. */
  people: number | null;
  name: string;
  /** They came to watch. */
  watch: boolean;
  onJoin(name: string): void;
}

/** The door of a room: says what lies behind it and asks for a name, once, or offers one. */
export function JoinCard({ title, people, name: knownName, watch, onJoin }: Props) {
  const t = useTranslations('shell.join');
  // Without its region.
  const locale = useLocale().split('-')[0] as Locale;
  const [name, setName] = useState(knownName);
  const [offered, setOffered] = useState(() => madeUpName(locale));
  const [fault, setFault] = useState<LineFault | null>(null);

  const join = (event: FormEvent) => {
    event.preventDefault();
    const wrong = lineFault(name, DEFAULT_LIMITS.nameLengthMax);
    // A viewer needs no name.
    if (wrong && !(watch && wrong !== 'too_long')) setFault(wrong);
    else onJoin(visibleLine(name));
  };

  return (
    <Door>
      <Stack as="form" gap={4} onSubmit={join} noValidate>
        {people === null ? null : (
          <Text look="faint s medium" data-testid="people-inside">
            {t('people', { count: people })}
          </Text>
        )}
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
        {watch ? null : (
          <Row gap={2}>
            <Button className={styles.offered} onClick={() => onJoin(offered)} data-testid="join-made-up">
              {t('goAs', { name: offered })}
            </Button>
            <IconButton
              label={t('anotherName')}
              icon={<Dices />}
              onClick={() => setOffered(madeUpName(locale, offered))}
              data-testid="another-name"
            />
          </Row>
        )}
        <StorageNotice />
      </Stack>
    </Door>
  );
}
