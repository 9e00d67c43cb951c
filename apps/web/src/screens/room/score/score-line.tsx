import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useVersionName } from '../../../models/version-name';
import { clamp } from '../../../ui/clamp';
import { Text } from '../../../ui/text';
import { usePercent } from '../../../ui/use-percent';
import styles from './score-line.module.css';
import type { ScoreStep } from './score-steps';

/** Units of the picture: it is stretched to its box. */
const [WIDTH, HEIGHT] = [100, 40];

/** The room's score as a line, a step for each change, with a mark where a model went live. The pointer or the arrow keys tell each step. */
export function ScoreLine({ steps }: { steps: readonly ScoreStep[] }) {
  const t = useTranslations('shell.score');
  const format = useFormatter();
  const name = useVersionName();
  const percent = usePercent(0);
  const last = steps.length - 1;
  const [chosen, setChosen] = useState<number | null>(null);
  const nth = Math.min(chosen ?? last, last);
  const step = steps[nth]!;
  const x = (i: number) => (i / last) * WIDTH;
  const y = ({ share }: ScoreStep) => (1 - share) * HEIGHT;
  const path = steps.map((one, i) => `${i === 0 ? 'M' : `H${x(i)}V`}${i === 0 ? `${x(i)} ` : ''}${y(one)}`).join('');
  const follow = ({ clientX, currentTarget }: PointerEvent) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    setChosen(clamp(Math.round(((clientX - left) / width) * last), 0, last));
  };
  const walk = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    setChosen(clamp(nth + by, 0, last));
  };
  const when = step.at === null ? t('now') : format.dateTime(step.at, { dateStyle: 'short', timeStyle: 'short' });
  const told = t('step', { when, right: step.right, written: step.written, share: percent(step.share) });
  return (
    <div className={styles.line}>
      {/* The share of all, so that the height means the same at every look. */}
      <div className={styles.scale} aria-hidden>
        <span>{percent(1)}</span>
        <span>{percent(0)}</span>
      </div>
      <div
        className={styles.picture}
        role="slider"
        tabIndex={0}
        aria-label={t('line')}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={nth}
        aria-valuetext={told}
        onPointerMove={follow}
        onPointerDown={follow}
        onPointerLeave={() => setChosen(null)}
        onKeyDown={walk}
      >
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden>
          {steps.map(({ promoted }, i) =>
            promoted ? <path key={x(i)} className={styles.promotion} d={`M${x(i)} 0V${HEIGHT}`} /> : null,
          )}
          <path className={styles.path} d={path} />
        </svg>
        <i className={styles.dot} style={{ left: `${x(nth)}%`, top: `${(1 - step.share) * 100}%` }} />
      </div>
      <Text look="s" className={styles.told} data-testid="score-step">
        {told}
        {step.promoted ? <strong> {t('promoted', { name: name(step.promoted) })}</strong> : null}
      </Text>
    </div>
  );
}
