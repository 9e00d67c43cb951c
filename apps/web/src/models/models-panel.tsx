import { Undo2 } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../core/room-provider';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { Row, Stack } from '../ui/layout';
import { Panel, Section } from '../ui/section';
import { Skeleton } from '../ui/skeleton';
import { Text } from '../ui/text';
import { BeginLineButton } from './begin-line-button';
import { ChallengeButton } from './challenge-button';
import { ChallengerSection } from './challenger-section';
import { ExportMenu } from './export-menu';
import { FramingSwitch } from './framing-switch';
import { ImportModel } from './import-model';
import styles from './models-panel.module.css';
import { PromotionHistory } from './promotion-history';
import { StandInNotice } from './stand-in-notice';
import { UseModelButton } from './use-model-button';
import { type VersionAlias, VersionFacts } from './version-facts';
import { useChampion, useVersionName } from './version-name';

/** Which models there are, which one reads the page, which one reads along, and what they are shown. */
export function ModelsPanel() {
  const t = useTranslations('models');
  const versions = useRoomView((view) => view.versions);
  const champion = useRoomView((view) => view.state.champion);
  const challenger = useRoomView((view) => view.state.challenger);
  const previous = useRoomView((view) => view.state.previous);
  const best = useRoomView((view) => view.state.best);
  const name = useVersionName();
  const live = useChampion();
  // The room's own first, the newest of them on top; the shipped ones stay at the end.
  const listed = [...versions].sort((a, b) => b.number - a.number || a.id.localeCompare(b.id));
  const aliasOf = (id: string): VersionAlias | null =>
    id === champion ? 'live' : id === challenger ? 'challenger' : id === previous ? 'previous' : null;
  return (
    <Panel>
      <Section title={t('liveTitle')}>
        <Stack gap={4} data-testid="live-model" data-version={champion}>
          {live ? <VersionFacts version={live} /> : <Skeleton height="4rem" />}
          <StandInNotice />
          {previous ? (
            <UseModelButton
              versionId={previous}
              icon={<Undo2 />}
              label={t('rollbackTo', { version: name(previous) })}
              testId="rollback"
            />
          ) : (
            <Button icon={<Undo2 />} unavailable={t('noPrevious')} data-testid="rollback">
              {t('rollback')}
            </Button>
          )}
        </Stack>
      </Section>
      <ChallengerSection />
      <FramingSwitch />
      <Section title={t('versions')}>
        {listed.length === 0 ? <Text look="faint">{t('empty')}</Text> : null}
        <Stack as="ul" columns gap={3}>
          {listed.map((version) => (
            <Card
              key={version.id}
              as="li"
              tone="raised"
              gap={3}
              className={styles.item}
              data-testid={`version-${version.id}`}
            >
              <VersionFacts version={version} alias={aliasOf(version.id)} />
              <Row wrap gap={1} className={styles.actions}>
                <UseModelButton
                  versionId={version.id}
                  size="s"
                  label={t('useShort')}
                  name={t('useNamed', { version: name(version.id) })}
                  testId={`use-version-${version.id}`}
                />
                {version.id === champion ? null : (
                  <ChallengeButton versionId={version.id} testId={`challenge-${version.id}`} />
                )}
                {version.roomId === null && version.id !== best ? <BeginLineButton versionId={version.id} /> : null}
                <ExportMenu versionId={version.id} />
              </Row>
            </Card>
          ))}
        </Stack>
        <ImportModel />
      </Section>
      <PromotionHistory />
    </Panel>
  );
}
