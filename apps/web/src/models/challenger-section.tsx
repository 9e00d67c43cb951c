'use client';

import { renderStrokes } from '@inkroom/shared';
import { ArrowRight, Check } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useRoomView, useStrokesOf } from '../core/room-provider';
import { useErrorText } from '../core/use-error-text';
import { placeOf } from '../page/page-context';
import { goTo } from '../page/page-store';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';
import { PixelImage } from '../ui/pixel-image';
import { Section } from '../ui/section';
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
        <p className={styles.note} data-testid="challenger-none">
          {t('challengerNone')}
        </p>
      </Section>
    );
  }
  return (
    <Section title={t('challengerTitle')}>
      <div className={styles.challenger} data-testid="challenger" data-version={challenger}>
        {version ? <VersionFacts version={version} /> : null}
        <div className={styles.actions}>
          <UseModelButton versionId={challenger} size="s" testId="use-challenger" />
          <ChallengeButton versionId={challenger} testId="end-challenge" />
        </div>
        <Disagreements />
      </div>
    </Section>
  );
}

function Disagreements() {
  const t = useTranslations('models');
  const state = useRoomView((view) => view.state);
  const [all, setAll] = useState(false);
  const errorText = useErrorText();
  const { compared, disagreements } = useMemo(() => tallyDisagreements(state), [state]);
  const error = useRoomView((view) => challengerError(view.state));
  if (error) {
    return (
      <Notice tone="warn" title={t('comparedFailed')} testId="challenger-failed">
        {errorText(error)}
      </Notice>
    );
  }
  if (compared === 0) return <p className={styles.note}>{t('comparedWaiting')}</p>;
  const shown = all ? disagreements : disagreements.slice(0, SHOWN);
  return (
    <div className={styles.list} data-testid="disagreements" data-count={disagreements.length}>
      <p className={styles.summary} role="status">
        {t('comparedAgrees', { agreed: compared - disagreements.length, compared })}
      </p>
      {shown.length > 0 ? (
        <p className={styles.heads} aria-hidden>
          <span>{t('comparedLive')}</span>
          <span>{t('comparedOther')}</span>
        </p>
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
  const format = useFormatter();
  const { cell, champion, challenger, championConfidence, challengerConfidence, right } = disagreement;
  const strokes = useStrokesOf(cell);
  const framing = useRoomView((view) => view.state.framing);
  const image = useMemo(() => renderStrokes(strokes, framing), [strokes, framing]);
  const sure = (confidence: number) => format.number(confidence, { style: 'percent', maximumFractionDigits: 0 });
  const place = t('comparedPlace', placeOf(cell));
  return (
    <button
      type="button"
      className={styles.line}
      aria-label={t('comparedLine', {
        place,
        champion,
        challenger,
        sure: sure(championConfidence),
        challengerSure: sure(challengerConfidence),
        right: right ?? 'unknown',
      })}
      onClick={() => goTo(cell)}
      data-testid={`disagreement-${cell}`}
    >
      <PixelImage image={image} className={styles.picture} />
      <span className={styles.place}>{place}</span>
      <Answer digit={champion} confidence={sure(championConfidence)} right={right === 'champion'} />
      <ArrowRight className={styles.arrow} aria-hidden />
      <Answer digit={challenger} confidence={sure(challengerConfidence)} right={right === 'challenger'} challenger />
    </button>
  );
}

interface AnswerProps {
  digit: number;
  confidence: string;
  right: boolean;
  challenger?: boolean;
}

function Answer({ digit, confidence, right, challenger }: AnswerProps) {
  return (
    <span className={styles.answer} data-challenger={challenger || undefined}>
      <strong>
        {digit}
        {right ? <Check aria-hidden /> : null}
      </strong>
      <span>{confidence}</span>
    </span>
  );
}
