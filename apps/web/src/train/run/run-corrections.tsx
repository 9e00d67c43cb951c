import type { ChangedReading, OnCorrections } from '@inkroom/shared';
import { useTranslations } from 'use-intl';
import { useVersionName } from '../../models/version-name';
import { Card } from '../../ui/card';
import { Stack } from '../../ui/layout';
import { Text } from '../../ui/text';
import pictureStyles from '../evaluation/mistake-list.module.css';
import { Reading } from '../evaluation/reading';
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
  const t = useTranslations('training.onCorrections');
  return (
    <Card as="section" tone="sunken" gap={2} data-testid={`run-${kind}`}>
      <Text look="s bold" tone={readings.length === 0 ? 'muted' : kind === 'mended' ? 'good' : 'warn'}>
        {title}
      </Text>
      {readings.length > 0 ? (
        <ul className={pictureStyles.pictures}>
          {readings.map(({ image, truth, before, now }, i) => (
            // The list never changes, and two people may write the same picture.
            <Reading key={i} image={image} label={t('picture', { truth, before, now })} from={before} to={now} />
          ))}
        </ul>
      ) : null}
    </Card>
  );
}
