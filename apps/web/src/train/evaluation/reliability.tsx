import type { PartEvaluation } from '@inkroom/shared';
import { useTranslations } from 'use-intl';
import { Stack } from '../../ui/layout';
import { Text } from '../../ui/text';
import { usePercent } from '../../ui/use-percent';
import styles from './reliability.module.css';

/** Bars thinner than this cannot be told from the frame, in units of the drawing (100 = the whole). */
const BAR_MIN = 3;
const FRAME = 100;

/** Whether the model is as often right as it says: confidence against accuracy, the diagonal being honest. */
export function Reliability({ part }: { part: PartEvaluation }) {
  const t = useTranslations('evaluation');
  const percent = usePercent(1);
  const bins = part.calibration.filter((bin) => bin.count > 0);
  const most = Math.max(1, ...bins.map((bin) => bin.count));
  const width = FRAME / Math.max(1, part.calibration.length);
  const ece = percent(part.ece);
  const confidence = bins.reduce((sum, bin) => sum + bin.confidence * bin.count, 0) / Math.max(1, part.size);
  const verdict = part.ece < 0.01 ? 'honest' : confidence > part.accuracy ? 'tooSure' : 'tooShy';
  return (
    <div className={styles.reliability}>
      <Stack as="figure" gap={1}>
        <svg
          viewBox={`0 0 ${FRAME} ${FRAME}`}
          className={styles.plot}
          role="img"
          aria-label={t('reliabilityAlt', { ece })}
        >
          <path d="M0 25H100M0 50H100M0 75H100" className={styles.grid} />
          {bins.map((bin) => (
            <rect
              key={bin.confidence}
              x={Math.min(FRAME - width, Math.floor((bin.confidence * FRAME) / width) * width) + 0.5}
              width={width - 1}
              y={FRAME * (1 - bin.accuracy)}
              height={Math.max(BAR_MIN, FRAME * bin.accuracy)}
              className={styles.bar}
              // Where there are few images the bar says little, and looks like it.
              opacity={0.35 + 0.65 * Math.sqrt(bin.count / most)}
            />
          ))}
          <path d={`M0 ${FRAME}L${FRAME} 0`} className={styles.honest} />
        </svg>
        <Text as="figcaption" look="faint xs" className={styles.axis} aria-hidden>
          {t('reliabilityAxis')}
        </Text>
      </Stack>
      <Stack gap={2}>
        <Text look="s">
          <Text as="strong" look="l" data-testid="run-ece">
            {ece}
          </Text>{' '}
          {t('ece')}
        </Text>
        {([verdict, 'reliabilityHint'] as const).map((note) => (
          <Text look="muted s easy" key={note}>
            {t(note)}
          </Text>
        ))}
      </Stack>
    </div>
  );
}
