import { FRAMINGS, type Framing, renderStrokes, scoreOf, takenFor } from '@inkroom/shared';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { isTooMuch } from '../core/ask/model-ask';
import { useRoomClient, useRoomView } from '../core/room-provider';
import { useHostOnly } from '../core/room-roles';
import { FRAMING_NAMES } from '../models/framing-names';
import { useVersionName } from '../models/version-name';
import { LabelMark } from '../page/cells/label-mark';
import { useConfidence, useLabelText } from '../page/cells/use-cell-text';
import { PixelImage } from '../ui/pixel-image';
import { Pressable } from '../ui/pressable';
import { Inset } from '../ui/section';
import { Span, Text } from '../ui/text';
import { useToast } from '../ui/toast';
import styles from './framings.module.css';
import type { CellInk } from './use-cell-ink';
import type { FramingPrediction, FramingPredictions } from './use-framing-predictions';

/** The cell as a model would see it under each framing, and what it reads there; a host chooses the room's. */
export function Framings({ ink, predictions }: { ink: CellInk; predictions: FramingPredictions }) {
  const t = useTranslations('page.inspector');
  const models = useTranslations('models');
  const client = useRoomClient();
  const toast = useToast();
  const hostOnly = useHostOnly();
  const current = useRoomView((view) => view.state.framing);
  const images = useMemo(
    () => new Map(FRAMINGS.map((framing) => [framing, renderStrokes(ink.strokes, framing)])),
    [ink],
  );
  const use = (framing: Framing) => {
    if (framing === current) return;
    if (hostOnly) toast.show({ text: hostOnly });
    else client.setFraming(framing);
  };
  return (
    <Inset className={styles.pictures}>
      <fieldset className={styles.framings} aria-label={t('sees')}>
        {FRAMINGS.map((framing) => {
          const name = models(FRAMING_NAMES[framing]);
          return (
            <Pressable
              key={framing}
              className={styles.framing}
              aria-pressed={framing === current}
              aria-disabled={hostOnly && framing !== current ? true : undefined}
              title={framing === current ? undefined : (hostOnly ?? t('useFraming'))}
              data-testid={`framing-preview-${framing}`}
              data-current={framing === current || undefined}
              onClick={() => use(framing)}
            >
              <PixelImage
                image={images.get(framing)!}
                label={t('framingAlt', { framing: name })}
                className={styles.image}
              />
              <Read
                prediction={predictions.of[framing]}
                differs={saidBy(predictions.of[framing]) !== saidBy(predictions.of[current])}
              />
              <Span look="medium">{name}</Span>
              {framing === current ? <span className="visually-hidden">{t('inUse')}</span> : null}
            </Pressable>
          );
        })}
      </fieldset>
    </Inset>
  );
}

function saidBy(prediction: FramingPrediction | undefined) {
  return prediction && takenFor(prediction);
}

/** What is read in one of the pictures. */
function Read({ prediction, differs }: { prediction: FramingPrediction | undefined; differs: boolean }) {
  const confidenceOf = useConfidence();
  const labelText = useLabelText();
  const said = saidBy(prediction);
  return (
    <span className={styles.line}>
      <span
        className={styles.read}
        data-differs={(prediction && differs) || undefined}
        data-old={prediction?.isOld || undefined}
        data-read={said}
      >
        {said === undefined ? '–' : <LabelMark label={said} />}
        {said === 'not-a-digit' ? <span className="visually-hidden">{labelText(said)}</span> : null}
      </span>
      <Span look="muted xs" className={styles.confidence}>
        {prediction && said !== undefined ? confidenceOf(scoreOf(prediction.scores, said)) : ' '}
      </Span>
    </span>
  );
}

/** Which model reads the pictures that the room does not use, or why none does. */
export function FramingsNote({ predictions: { asked, version } }: { predictions: FramingPredictions }) {
  const t = useTranslations('page.inspector');
  const versionName = useVersionName();
  const champion = useRoomView((view) => view.state.champion);
  const said = () => {
    if (asked.state === 'refused') return t(isTooMuch(asked.error) ? 'othersBusy' : 'othersAway');
    if (champion === version) return t('framingsNote');
    return t('othersBy', { champion: versionName(champion), model: versionName(version) });
  };
  return (
    <Text look="muted s easy" className={styles.note} data-testid="framings-note">
      {said()}
    </Text>
  );
}
