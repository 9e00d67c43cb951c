'use client';

import { FRAMINGS, type Framing, type Ink, renderStrokes } from '@inkroom/shared';
import { RadioGroup } from 'radix-ui';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView, useStrokesOf } from '../core/room-provider';
import { useHostOnly } from '../core/room-roles';
import { demoDigit } from '../page/paint/demo-digits';
import { PixelImage } from '../ui/pixel-image';
import { Section } from '../ui/section';
import { useToast } from '../ui/toast';
import { FRAMING_NAMES } from './framing-names';
import styles from './framing-switch.module.css';

/** Moved and shrunk, so that the three framings differ. */
const EXAMPLE: Ink[] = demoDigit(2).map((ink) => ({
  width: ink.width,
  points: ink.points.map((value, index) =>
    index % 4 === 0 ? value * 0.6 : index % 4 === 1 ? value * 0.6 + 90 : value,
  ),
}));

/** How the room's cells become the pictures that the model sees. */
export function FramingSwitch() {
  const t = useTranslations('models');
  const client = useRoomClient();
  const toast = useToast();
  const hostOnly = useHostOnly();
  const framing = useRoomView((view) => view.state.framing);
  // The first written cell of the page: stays the same while others are written.
  const first = useRoomView((view) => {
    const found = Object.entries(view.state.cells).find(([, cell]) => cell.strokes.length > 0);
    return found ? Number(found[0]) : null;
  });
  const written = useStrokesOf(first);
  const images = useMemo(
    () => new Map(FRAMINGS.map((each) => [each, renderStrokes(written.length > 0 ? written : EXAMPLE, each)])),
    [written],
  );
  return (
    <Section title={t('framing')}>
      <p className={styles.intro}>{t('framingIntro')}</p>
      <RadioGroup.Root
        className={styles.options}
        aria-label={t('framing')}
        aria-disabled={hostOnly ? true : undefined}
        value={framing}
        onValueChange={(next) => (hostOnly ? toast.show({ text: hostOnly }) : client.setFraming(next as Framing))}
      >
        {FRAMINGS.map((each) => (
          <RadioGroup.Item key={each} value={each} className={styles.option} data-testid={`framing-${each}`}>
            <PixelImage image={images.get(each)!} className={styles.picture} />
            <span>
              <span className={styles.name}>{t(FRAMING_NAMES[each])}</span>
              <span className={styles.hint}>{t(`${FRAMING_NAMES[each]}Hint`)}</span>
            </span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
      <p className={styles.note}>{hostOnly ?? t(written.length > 0 ? 'framingYours' : 'framingExample')}</p>
    </Section>
  );
}
