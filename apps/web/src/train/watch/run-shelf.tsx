import type { RunSeries } from '@inkroom/client';
import { memo, useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { Stack } from '../../ui/layout';
import { PixelImage } from '../../ui/pixel-image';
import { Span, Text } from '../../ui/text';
import { pixelsOf } from '../evaluation/confusion-data';
import styles from './run-shelf.module.css';
import { type ShelfCard, shelfCards } from './shelf-data';

/** As many as a run is watched on. */
const SHELF_MAX = 100;
const BLANK: ShelfCard = { label: 0, image: '', before: null, now: null, state: 'right' };

interface Props {
  series: RunSeries;
  /** How many digits it will hold, as long as it is not there: they have their places from the start. */
  expected?: number;
}

/** The room's own digits, as the run's model reads them at this moment: a card turns when it reads one rightly at last. */
export function RunShelf({ series, expected = 0 }: Props) {
  const t = useTranslations('training.watch');
  const { shelf, watched } = series;
  const cards = useMemo(() => shelfCards({ shelf, watched }), [shelf, watched]);
  const size = shelf ? shelf.length : Math.min(SHELF_MAX, expected);
  if (size === 0) return null;
  const count = (...states: ShelfCard['state'][]) => cards.filter(({ state }) => states.includes(state)).length;
  const right = count('right', 'mended');
  // The digits come by themselves, later than the first numbers where one comes back to a run.
  const isRead = shelf !== null && shelf !== undefined && watched.length > 0;
  return (
    <Stack as="section" gap={2} className={styles.shelf} data-testid="run-shelf" data-right={right}>
      <p className={styles.line}>
        <strong>{isRead ? t('right', { right, size }) : t('soon', { size })}</strong>
        {isRead ? (
          <Span look="muted s">{t('turned', { mended: count('mended'), spoilt: count('spoilt') })}</Span>
        ) : null}
      </p>
      <ul className={styles.cards}>
        {cards.map((card, i) => (
          // A card stays where it is.
          <Card key={i} {...card} />
        ))}
        {Array.from({ length: size - cards.length }, (_, i) => (
          <Card key={i} {...BLANK} />
        ))}
      </ul>
    </Stack>
  );
}

const Card = memo(function Card({ label, image, before, now, state }: ShelfCard) {
  const t = useTranslations('training.watch');
  const pixels = useMemo(() => pixelsOf(image), [image]);
  return (
    <li className={styles.card} data-state={state}>
      <PixelImage
        image={pixels}
        label={image ? t('card', { label, now: now ?? '–', before: before ?? '–' }) : undefined}
      />
      <Text look="s bold" aria-hidden>
        {now ?? '–'}
      </Text>
    </li>
  );
});
