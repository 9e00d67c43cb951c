import { DIGITS } from '@inkroom/shared';
import { ArrowRight } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { type Asked, isTooMuch } from '../../core/ask/model-ask';
import { CERTAIN_FROM, likelyDigits } from '../../page/cells/shown-prediction';
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
  const scores = asked.state === 'answered' ? asked.answer.predictions[0]?.scores : undefined;
  const digit = asked.state === 'answered' ? asked.answer.predictions[0]?.digit : undefined;
  const stands = useStanding(asked, STANDS_MS);
  const isCertain = digit !== undefined && (scores?.[digit] ?? 0) >= CERTAIN_FROM;
  return (
    <Row gap={3} grow className={styles.answer} data-testid="paper-answer" data-state={asked.state} data-digit={digit}>
      <PixelImage image={image} className={styles.sees} />
      <ArrowRight size="1rem" color="var(--color-ink-faint)" className={styles.arrow} />
      <span className={styles.digit} data-certain={isCertain || undefined} aria-hidden>
        {digit ?? '–'}
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
  switch (asked.state) {
    case 'nothing':
      return <Span look="muted s">{t(isDemo ? 'trySees' : 'tryNothing')}</Span>;
    case 'thinking':
      return <Span look="muted">{t('tryThinking')}</Span>;
    case 'refused':
      return <Span look="muted s">{t(isTooMuch(asked.error) ? 'tryBusy' : 'tryAway')}</Span>;
    case 'answered': {
      const { digit, scores } = asked.answer.predictions[0]!;
      const [, second] = likelyDigits({ scores });
      const confidence = confidenceOf(scores[digit]!);
      const said = { digit, confidence };
      return (
        <>
          <Text look="l strong snug">{t((scores[digit] ?? 0) >= CERTAIN_FROM ? 'tryReads' : 'tryGuesses', said)}</Text>
          <Text look="muted s snug">
            {second === undefined
              ? t('trySure', { confidence })
              : t('trySecond', { confidence, second: DIGITS[second], also: confidenceOf(scores[second]!) })}
          </Text>
        </>
      );
    }
  }
}
