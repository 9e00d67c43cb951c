import type { ChangedReading, OnCorrections } from '@inkroom/shared';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { useVersionName } from '../../models/version-name';
import { Card } from '../../ui/card';
import { Stack } from '../../ui/layout';
import { PixelImage } from '../../ui/pixel-image';
import { Span, Text } from '../../ui/text';
import { pixelsOf } from '../evaluation/confusion-data';
import pictureStyles from '../evaluation/mistake-list.module.css';
import styles from './run-result.module.css';

/** What a run's model makes of the room's own corrections: the result that a class has waited for. */
export function RunCorrections({ corrections }: { corrections: OnCorrections }) {
  const t = useTranslations('training.onCorrections');
  const name = useVersionName();
  const { size, right, before, seen, liveId, mended, spoilt, changed } = corrections;
  const pictures = (isMended: boolean) => changed.filter(({ truth, now }) => (truth === now) === isMended);
  return (
    <Stack gap={2} data-testid="run-corrections" data-right={right} data-before={before}>
      <p className={styles.ours}>{t('result', { right, size, before })}</p>
      <Text look="muted s snug">{t('against', { live: name(liveId), seen, size })}</Text>
      <Pictures title={t('mended', { count: mended })} readings={pictures(true)} kind="mended" />
      <Pictures title={t('spoilt', { count: spoilt })} readings={pictures(false)} kind="spoilt" />
    </Stack>
  );
}

function Pictures(props: { title: string; readings: readonly ChangedReading[]; kind: 'mended' | 'spoilt' }) {
  const { title, readings, kind } = props;
  return (
    <Card as="section" tone="sunken" gap={2} data-testid={`run-${kind}`}>
      <Text look="s bold" tone={readings.length === 0 ? 'muted' : kind === 'mended' ? 'good' : 'warn'}>
        {title}
      </Text>
      {readings.length > 0 ? (
        <ul className={pictureStyles.pictures}>
          {readings.map((reading, i) => (
            // The list never changes, and two people may write the same picture.
            <Picture key={i} reading={reading} />
          ))}
        </ul>
      ) : null}
    </Card>
  );
}

function Picture({ reading: { image, truth, before, now } }: { reading: ChangedReading }) {
  const t = useTranslations('training.onCorrections');
  const pixels = useMemo(() => pixelsOf(image), [image]);
  return (
    <Stack as="li" className={pictureStyles.picture}>
      <PixelImage image={pixels} label={t('picture', { truth, before, now })} className={pictureStyles.image} />
      <span aria-hidden>
        {before}
        <Span look="faint" className={pictureStyles.arrow}>
          →
        </Span>
        <strong>{now}</strong>
      </span>
    </Stack>
  );
}
