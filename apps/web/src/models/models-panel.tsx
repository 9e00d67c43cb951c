'use client';

import type { ModelVersion } from '@inkroom/shared';
import { Undo2 } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../room/room-provider';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { Section } from '../ui/section';
import { Skeleton } from '../ui/skeleton';
import { FramingSwitch } from './framing-switch';
import styles from './models-panel.module.css';
import { UseModelButton } from './use-model-button';
import { usePercent } from './use-percent';
import { useVersionName } from './version-name';

/** Which models there are, which one reads the sheet, and what it is shown. */
export function ModelsPanel() {
  const t = useTranslations('models');
  const versions = useRoomView((view) => view.versions);
  const champion = useRoomView((view) => view.state.champion);
  const previous = useRoomView((view) => view.state.previous);
  const name = useVersionName();
  const live = versions.find((version) => version.id === champion);
  // The room's own first, the newest of them on top; the shipped ones stay at the end.
  const listed = [...versions].sort((a, b) => b.number - a.number || a.id.localeCompare(b.id));
  return (
    <div className={styles.panel}>
      <Section title={t('liveTitle')}>
        <div className={styles.live} data-testid="live-model" data-version={champion}>
          {live ? <Version version={live} /> : <Skeleton height="4rem" />}
          {previous ? (
            <UseModelButton
              versionId={previous}
              icon={<Undo2 aria-hidden />}
              label={t('rollbackTo', { version: name(previous) })}
              testId="rollback"
            />
          ) : (
            <Button icon={<Undo2 aria-hidden />} unavailable={t('noPrevious')} data-testid="rollback">
              {t('rollback')}
            </Button>
          )}
        </div>
      </Section>
      <FramingSwitch />
      <Section title={t('versions')}>
        {listed.length === 0 ? <p className={styles.empty}>{t('empty')}</p> : null}
        <ul className={styles.list}>
          {listed.map((version) => (
            <li key={version.id} className={styles.item} data-testid={`version-${version.id}`}>
              <Version
                version={version}
                badge={version.id === champion ? 'live' : version.id === previous ? 'previous' : null}
              />
              <UseModelButton versionId={version.id} size="s" testId={`use-version-${version.id}`} />
            </li>
          ))}
        </ul>
      </Section>
    </div>
  );
}

function Version({ version, badge }: { version: ModelVersion; badge?: 'live' | 'previous' | null }) {
  const t = useTranslations('models');
  const name = useVersionName();
  const percent = usePercent();
  const run = useRoomView((view) => view.runs.find((candidate) => candidate.id === version.runId));
  const { perClass, testAccuracy } = version.metrics;
  const weakest = perClass.length > 0 ? perClass.indexOf(Math.min(...perClass)) : -1;
  const origin =
    version.roomId === null
      ? t('shippedFrom')
      : version.parentId
        ? t('madeByFrom', { number: run?.number ?? version.number, parent: name(version.parentId) })
        : t('madeBy', { number: run?.number ?? version.number });
  return (
    <div className={styles.version}>
      <div className={styles.heading}>
        <span className={styles.name}>{name(version.id)}</span>
        {badge ? <Badge tone={badge === 'live' ? 'accent' : 'neutral'}>{t(badge)}</Badge> : null}
      </div>
      <p className={styles.accuracy}>
        <strong>{percent(testAccuracy)}</strong>{' '}
        <span>{version.dataset.source === 'generated' ? t('generated') : t('accuracy')}</span>
      </p>
      <p className={styles.facts}>{t('parameters', { count: version.parameters })}</p>
      <p className={styles.facts}>{origin}</p>
      {weakest >= 0 ? (
        <p className={styles.facts}>
          {t('weakestDigit', { digit: weakest, accuracy: percent(perClass[weakest] ?? 0) })}
        </p>
      ) : null}
    </div>
  );
}
