import type { CellIndex, Decision } from '@inkroom/shared';
import { Check } from 'lucide-react';
import { type CSSProperties, useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient } from '../../core/room-provider';
import { classNames } from '../../ui/class-names';
import { useLasting } from '../../ui/use-lasting';
import styles from './cells.module.css';
import { correctByKey } from './correct-by-key';
import { chipPlace } from './free-place';
import { LabelMark } from './label-mark';
import rereadStyles from './reread.module.css';
import type { ShownPrediction } from './shown-prediction';
import { useDecisionText, useLabelText } from './use-cell-text';
import { useReread } from './use-reread';

/** ms that a prediction may take before its ring says that it is waited for: an animation, even one to come, is a layer of its own. */
const SOON_MS = 350;

interface ChipProps {
  index: CellIndex;
  shown: ShownPrediction;
  strokes: readonly string[] | undefined;
}

/** As a letter, for what a style sheet writes. */
const NO_DIGIT_SIGN = '\u2298';

/** The digit where it covers no ink, with a ring that closes as the model grows sure. */
export function Chip({ index, shown, strokes }: ChipProps) {
  const t = useTranslations('page.chip');
  const client = useRoomClient();
  // Ink never changes: only which strokes there are.
  const place = useMemo(() => chipPlace(client.strokesOf(index)), [client, index, strokes]);
  const { prediction, decision, label, certain, pending, verdict, confidence } = shown;
  const decisionText = useDecisionText();
  const labelText = useLabelText();
  const said = label ? labelText(label.value) : decision && decisionText(decision);
  const waits = useLasting(pending, SOON_MS);
  const reread = useReread(prediction);
  const state = verdict ?? (certain ? 'certain' : 'uncertain');
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.chip}
      data-chip={index}
      style={place ? ({ '--across': place.across, '--down': place.down, '--size': place.size } as CSSProperties) : {}}
      data-crowded={!place || undefined}
      data-former={place?.former}
      data-state={prediction || label ? state : 'unread'}
      data-pending={pending || undefined}
      data-waits={waits || undefined}
      data-disputed={shown.disputed || undefined}
      data-testid={`prediction-${index}`}
      aria-label={said === null ? t('correct') : t('correctDigit', { digit: said })}
      onClick={correctByKey(index)}
    >
      {place?.former && verdict === 'corrected' && decision ? (
        <s className={styles.former} data-digit={decision.is === 'not-a-digit' ? NO_DIGIT_SIGN : decision.is} />
      ) : null}
      <span key={prediction?.generation} className={classNames(styles.dial, rereadStyles.reread)} data-reread={reread}>
        {verdict === null ? (
          <svg className={styles.ring} viewBox="0 0 36 36" aria-hidden="true">
            <circle className={styles.track} cx="18" cy="18" r="16" />
            <circle
              className={styles.arc}
              cx="18"
              cy="18"
              r="16"
              pathLength={100}
              strokeDasharray={`${prediction ? Math.round(confidence * 100) : 0} 100`}
            />
          </svg>
        ) : null}
        {/* Other words are another element: one that grew would count as one that jumped. */}
        <span key={said} className={styles.digit} data-either={(!label && decision?.or != null) || undefined}>
          {label ? <LabelMark label={label.value} /> : decision ? <Said decision={decision} /> : null}
        </span>
        {verdict === 'agrees' ? <Check className={styles.badge} /> : null}
      </span>
    </button>
  );
}

/** What the model says: one sign, or the two that it is torn between. */
function Said({ decision: { is, or } }: { decision: Decision }) {
  if (or === null) return <LabelMark label={is} />;
  return (
    <>
      <span>
        <LabelMark label={is} />
      </span>
      <span className={styles.other}>
        <LabelMark label={or} />
      </span>
    </>
  );
}
