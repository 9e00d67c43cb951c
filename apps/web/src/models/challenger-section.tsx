import { shownPage } from '@inkroom/client';
import { type Label, renderStrokes } from '@inkroom/shared';
import { ArrowRight, Check } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomView, useStrokesOf } from '../core/room-provider';
import { useErrorText } from '../core/use-error-text';
import { LabelMark } from '../page/cells/label-mark';
import { useLabelText } from '../page/cells/use-cell-text';
import { useRowAndColumn } from '../page/page-context';
import { goTo } from '../page/page-store';
import { Button } from '../ui/button';
import { Row, Stack } from '../ui/layout';
import { Notice } from '../ui/notice';
import { PixelImage } from '../ui/pixel-image';
import { Pressable } from '../ui/pressable';
import { Section } from '../ui/section';
import { Span, Text } from '../ui/text';
import { usePercent } from '../ui/use-percent';
import { ChallengeButton } from './challenge-button';
import styles from './challenger-section.module.css';
import { type Disagreement, tallyDisagreements } from './disagreements';
import { challengerError } from './stand-in';
import { UseModelButton } from './use-model-button';
import { VersionFacts } from './version-facts';

/** As many as are read through; the rest is a press away. */
const SHOWN = 8;

/** The model that reads along, and where it disagrees with the one that counts. */
export function ChallengerSection() {
  const t = useTranslations('models');
  const challenger = useRoomView((view) => view.state.challenger);
  const version = useRoomView((view) => view.versions.find(({ id }) => id === view.state.challenger));
  if (!challenger) {
    return (
      <Section title={t('challengerTitle')}>
        <Text look="muted s" data-testid="challenger-none">
          {t('challengerNone')}
        </Text>
      </Section>
    );
  }
  return (
    <Section title={t('challengerTitle')}>
      <Stack gap={3} data-testid="challenger" data-version={challenger}>
        {version ? <VersionFacts version={version} /> : null}
        <Row wrap gap={2}>
          <UseModelButton versionId={challenger} size="s" testId="use-challenger" />
          <ChallengeButton versionId={challenger} testId="end-challenge" />
        </Row>
        <Disagreements />
      </Stack>
    </Section>
  );
}

function Disagreements() {
  const t = useTranslations('models');
  const state = useRoomView((view) => view.state);
  const page = useRoomView(shownPage);
  const [all, setAll] = useState(false);
  const errorText = useErrorText();
  const { compared, disagreements, checked, championRight, challengerRight } = useMemo(
    () => tallyDisagreements(page, state),
    [page, state],
  );
  const error = useRoomView((view) => challengerError(shownPage(view), view.state));
  if (error) {
    return (
      <Notice tone="warn" title={t('comparedFailed')} testId="challenger-failed">
        {errorText(error)}
      </Notice>
    );
  }
  if (compared === 0) return <Text look="muted s">{t('comparedWaiting')}</Text>;
  const shown = all ? disagreements : disagreements.slice(0, SHOWN);
  return (
    <div className={styles.list} data-testid="disagreements" data-count={disagreements.length}>
      <Text look="s bold" className={styles.summary} role="status">
        {t('comparedAgrees', { agreed: compared - disagreements.length, compared })}
        {checked > 0 ? ` · ${t('comparedRight', { checked, championRight, challengerRight })}` : null}
      </Text>
      {shown.length > 0 ? (
        <Text look="faint xs nowrap" className={styles.heads} aria-hidden>
          <span>{t('comparedLive')}</span>
          <span>{t('comparedOther')}</span>
        </Text>
      ) : null}
      <ul>
        {shown.map((one) => (
          <li key={one.cell}>
            <DisagreementLine disagreement={one} />
          </li>
        ))}
      </ul>
      {disagreements.length > shown.length ? (
        <Button size="s" variant="ghost" onClick={() => setAll(true)}>
          {t('comparedMore', { count: disagreements.length - shown.length })}
        </Button>
      ) : null}
    </div>
  );
}

function DisagreementLine({ disagreement }: { disagreement: Disagreement }) {
  const t = useTranslations('models');
  const rowAndColumn = useRowAndColumn();
  const { cell, champion, challenger, championConfidence, challengerConfidence, right } = disagreement;
  const strokes = useStrokesOf(cell);
  const framing = useRoomView((view) => view.state.framing);
  const image = useMemo(() => renderStrokes(strokes, framing), [strokes, framing]);
  const sure = usePercent(0);
  const labelText = useLabelText();
  const place = t('comparedPlace', rowAndColumn(cell));
  return (
    <Pressable className={styles.line} onClick={() => goTo(cell)} data-testid={`disagreement-${cell}`}>
      <span className="visually-hidden">
        {t('comparedLine', {
          place,
          champion: labelText(champion),
          challenger: labelText(challenger),
          sure: sure(championConfidence),
          challengerSure: sure(challengerConfidence),
          right: right ?? 'unknown',
        })}
      </span>
      <PixelImage image={image} />
      <Span look="muted s close" aria-hidden>
        {place}
      </Span>
      <Answer label={champion} confidence={sure(championConfidence)} right={right === 'champion'} />
      <ArrowRight size="1rem" color="var(--color-ink-faint)" />
      <Answer label={challenger} confidence={sure(challengerConfidence)} right={right === 'challenger'} challenger />
    </Pressable>
  );
}

function Answer(props: { label: Label; confidence: string; right: boolean; challenger?: boolean }) {
  const { label, confidence, right, challenger } = props;
  return (
    <Stack as="span" className={styles.answer} aria-hidden data-challenger={challenger || undefined}>
      <strong>
        <LabelMark label={label} />
        {right ? <Check size="0.85rem" color="var(--color-good)" strokeWidth={3} /> : null}
      </strong>
      <span>{confidence}</span>
    </Stack>
  );
}
