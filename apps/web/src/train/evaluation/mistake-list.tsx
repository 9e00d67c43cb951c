import type { Mistake } from '@inkroom/shared';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { Card } from '../../ui/card';
import { Span, Text } from '../../ui/text';
import { usePercent } from '../../ui/use-percent';
import type { ConfusionCell } from './confusion-data';
import styles from './mistake-list.module.css';
import { Reading } from './reading';

interface Props {
  cell: ConfusionCell;
  /** How often it happened; only some of the pictures are kept. */
  count: number;
  mistakes: readonly Mistake[];
}

/** The pictures behind a cell of the confusion matrix, with what the model was how sure of. */
export function MistakeList({ cell: { truth, read }, count, mistakes }: Props) {
  const t = useTranslations('evaluation');
  const all = truth === read;
  const section = useRef<HTMLElement>(null);
  // On a phone the pictures would open out of sight.
  useEffect(() => {
    // No return: some browsers answer with a promise, and React takes what an effect returns for its cleanup.
    section.current?.scrollIntoView({ block: 'nearest' });
  }, [truth, read]);
  return (
    <Card as="section" ref={section} tone="sunken" gap={2} aria-live="polite" data-testid="mistakes">
      <Text look="s bold">{all ? t('mistakesOf', { truth, count }) : t('cell', { truth, read, count })}</Text>
      {mistakes.length > 0 ? (
        <ul className={styles.pictures}>
          {mistakes.map((mistake) => (
            <Picture key={mistake.image} mistake={mistake} />
          ))}
        </ul>
      ) : null}
      {mistakes.length < count ? (
        <Text look="muted xs">
          {mistakes.length === 0 ? t('mistakesNotKept') : t('mistakesShown', { count: mistakes.length })}
        </Text>
      ) : null}
    </Card>
  );
}

function Picture({ mistake: { image, truth, read, confidence } }: { mistake: Mistake }) {
  const t = useTranslations('evaluation');
  const percent = usePercent(0);
  const sure = percent(confidence);
  return (
    <Reading image={image} label={t('mistake', { truth, read, sure })} from={truth} to={read}>
      <Span look="muted xs" aria-hidden>
        {sure}
      </Span>
    </Reading>
  );
}
