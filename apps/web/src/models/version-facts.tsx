import { DEFAULT_VERSION_ID, type ModelVersion } from '@inkroom/shared';
import { useFormatter, useTranslations } from 'use-intl';
import { useRoomView } from '../core/room-provider';
import { Badge } from '../ui/badge';
import { Row } from '../ui/layout';
import { Text } from '../ui/text';
import { usePercent } from '../ui/use-percent';
import styles from './version-facts.module.css';
import { useVersionName } from './version-name';

export type VersionAlias = 'live' | 'challenger' | 'previous';

const TONES = { live: 'accent', challenger: 'warn', previous: 'neutral' } as const;

/** A version in a few lines: its name, how well it reads, how big it is and where it comes from. */
export function VersionFacts({ version, alias }: { version: ModelVersion; alias?: VersionAlias | null }) {
  const t = useTranslations('models');
  const name = useVersionName();
  const percent = usePercent();
  const format = useFormatter();
  const run = useRoomView((view) => view.runs.find((candidate) => candidate.id === version.runId));
  const { perClass, testAccuracy, holdout } = version.metrics;
  const weakest = perClass.length > 0 ? perClass.indexOf(Math.min(...perClass)) : -1;
  const origin =
    version.origin === 'shipped'
      ? t(version.id === DEFAULT_VERSION_ID ? 'shippedDrawnFrom' : 'shippedFrom')
      : version.origin === 'imported'
        ? t('importedFrom', { time: format.dateTime(version.createdAt, { dateStyle: 'medium' }) })
        : version.parentId
          ? t('madeByFrom', {
              number: run?.number ?? version.number,
              parent: name(version.parentId),
              corrections: version.dataset.corrections,
            })
          : t('madeBy', { number: run?.number ?? version.number });
  return (
    <div className={styles.version}>
      <Row top spread="between" gap={3} className={styles.heading}>
        <Row as="p" wrap="close" gap={2}>
          <span className={styles.name}>{name(version.id)}</span>
          {alias ? <Badge tone={TONES[alias]}>{t(alias)}</Badge> : null}
        </Row>
        <Text look="faint xs close" className={styles.accuracy}>
          <Text as="strong" look="l strong">
            {percent(testAccuracy)}
          </Text>
          <span>{version.dataset.source === 'generated' ? t('generated') : t('accuracy')}</span>
        </Text>
      </Row>
      {holdout ? (
        <Text look="faint s easy">
          {t('holdoutThen', { accuracy: percent(holdout.accuracy), count: holdout.size })}
        </Text>
      ) : null}
      <Text look="faint s easy" className={styles.facts}>
        <span>{t('parameters', { count: version.parameters })}</span>
        {weakest >= 0 ? (
          <span>{t('weakestDigit', { digit: weakest, accuracy: percent(perClass[weakest] ?? 0) })}</span>
        ) : null}
      </Text>
      <Text look="faint s easy">{origin}</Text>
    </div>
  );
}
