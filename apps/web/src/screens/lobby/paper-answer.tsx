import type { Label } from '@inkroom/shared';
import { ArrowRight } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { type Asked, isTooMuch } from '../../core/ask/model-ask';
import { LabelMark } from '../../page/cells/label-mark';
import { useConfidence } from '../../page/cells/use-cell-text';
import { Row, Stack } from '../../ui/layout';
import { PixelImage } from '../../ui/pixel-image';
import { Span, Text } from '../../ui/text';
import { useStanding } from '../../ui/use-standing';
import styles from './paper-answer.module.css';

interface Props {
  /** What the model sees, 784 values 0..1. */
  image: Float32Array;
  asked: Asked;
  /** Whether the paper still writes by itself. */
  isDemo: boolean;
}

/** ms that an answer must stand before it is spoken: while one draws it changes four times a second. */
const STANDS_MS = 700;

/** What a model sees of the cell that one draws in, and what it reads there. What changes takes no other room. */
export function PaperAnswer({ image, asked, isDemo }: Props) {
  const decision = asked.state === 'answered' ? asked.answer.predictions[0]?.decision : undefined;
  const stands = useStanding(asked, STANDS_MS);
  return (
    <Row
      gap={3}
      grow
      className={styles.answer}
      data-testid="paper-answer"
      data-state={asked.state}
      data-digit={decision?.is}
    >
      <PixelImage image={image} className={styles.sees} />
      <ArrowRight size="1rem" color="var(--color-ink-faint)" className={styles.arrow} />
      <span className={styles.digit} data-certain={decision?.or === null || undefined} aria-hidden>
        {decision ? <LabelMark label={decision.is} /> : '–'}
      </span>
      <Stack grow className={styles.words} aria-hidden data-testid="paper-words">
        <Words asked={asked} isDemo={isDemo} />
      </Stack>
      <div className="visually-hidden" role="status">
        <Words asked={stands} isDemo={isDemo} />
      </div>
    </Row>
  );
}

function Words({ asked, isDemo }: Pick<Props, 'asked' | 'isDemo'>) {
  const t = useTranslations('shell.lobby');
  const confidenceOf = useConfidence();
  const labelText = (label: Label) => (label === 'not-a-digit' ? t('tryNone') : String(label));
  switch (asked.state) {
    case 'nothing':
      return <Span look="muted s">{t(isDemo ? 'trySees' : 'tryNothing')}</Span>;
    case 'thinking':
      return <Span look="muted">{t('tryThinking')}</Span>;
    case 'refused':
      return <Span look="muted s">{t(isTooMuch(asked.error) ? 'tryBusy' : 'tryAway')}</Span>;
    case 'answered': {
      const { is, or, score } = asked.answer.predictions[0]!.decision;
      const says = () => {
        if (or !== null) return t('tryNotSure', { first: labelText(is), second: labelText(or) });
        return is === 'not-a-digit' ? t('tryNoDigit') : t('tryReads', { digit: is });
      };
      return (
        <>
          <Text look="l strong snug">{says()}</Text>
          <Text look="muted s snug">
            {t(or === null ? 'trySure' : 'tryEither', { confidence: confidenceOf(score) })}
          </Text>
        </>
      );
    }
  }
}
