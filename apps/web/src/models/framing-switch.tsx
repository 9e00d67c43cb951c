import { shownPage } from '@inkroom/client';
import { FRAMINGS, type Framing, type Ink, renderStrokes } from '@inkroom/shared';
import { Users } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView, useStrokesOf } from '../core/room-provider';
import { useHostOnly } from '../core/room-roles';
import { demoDigit } from '../page/paint/demo-digits';
import { ChoiceCards } from '../ui/choice-cards';
import { Row } from '../ui/layout';
import { PixelImage } from '../ui/pixel-image';
import { Section } from '../ui/section';
import { Span, Text } from '../ui/text';
import { FRAMING_NAMES } from './framing-names';
import styles from './framing-switch.module.css';

/** Moved and shrunk, so that the three framings differ. */
const EXAMPLE: Ink[] = demoDigit(2).map((ink) => ({
  width: ink.width,
  points: ink.points.map((value, index) =>
    index % 4 === 0 ? value * 0.6 : index % 4 === 1 ? value * 0.6 + 90 : value,
  ),
}));

/** How the room's cells become the pictures that the model sees: for everybody, so a host decides. */
export function FramingSwitch() {
  const t = useTranslations('models');
  const client = useRoomClient();
  const hostOnly = useHostOnly();
  const framing = useRoomView((view) => view.state.framing);
  // The first written cell of the page: stays the same while others are written.
  const first = useRoomView((view) => {
    const found = Object.entries(shownPage(view).cells).find(([, cell]) => cell.strokes.length > 0);
    return found ? Number(found[0]) : null;
  });
  const written = useStrokesOf(first);
  const images = useMemo(
    () => new Map(FRAMINGS.map((each) => [each, renderStrokes(written.length > 0 ? written : EXAMPLE, each)])),
    [written],
  );
  return (
    <Section title={t('framing')}>
      <Text look="muted s">{t('framingIntro')}</Text>
      <Row as="p" gap={2} data-testid="framing-for-all">
        <Users size="1.05rem" color="var(--color-accent)" aria-hidden className={styles.forAll} />
        <Span look="s medium">{t('framingForAll')}</Span>
      </Row>
      <ChoiceCards<Framing>
        label={t('framing')}
        value={framing}
        onChange={(next) => client.setFraming(next)}
        unavailable={hostOnly}
        optionClassName={styles.option}
        options={FRAMINGS.map((each) => ({
          value: each,
          testId: `framing-${each}`,
          label: (
            <>
              <PixelImage image={images.get(each)!} className={styles.picture} />
              <span>
                <Span look="bold block">{t(FRAMING_NAMES[each])}</Span>
                <Span look="muted s snug block">{t(`${FRAMING_NAMES[each]}Hint`)}</Span>
              </span>
            </>
          ),
        }))}
      />
      <Text look="faint xs">{hostOnly ?? t(written.length > 0 ? 'framingYours' : 'framingExample')}</Text>
    </Section>
  );
}
