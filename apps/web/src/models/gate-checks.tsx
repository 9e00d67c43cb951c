'use client';

import type { GateCheck, GateVerdict } from '@inkroom/shared';
import { Check, Info, Minus, TriangleAlert, X } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { usePercent } from '../ui/use-percent';
import styles from './gate-checks.module.css';

/** The gate's questions, each with its answer and the numbers behind it. */
export function GateChecks({ verdict }: { verdict: GateVerdict }) {
  return (
    <ul className={styles.checks} data-testid="gate-checks" data-passed={verdict.passed}>
      {verdict.checks.map((check) => (
        <GateCheckLine key={check.name} check={check} />
      ))}
      {verdict.drawings ? <DrawingsLine {...verdict.drawings} /> : null}
    </ul>
  );
}

/** Lost share of drawings from which on people should know. */
const DRAWINGS_DROP = 0.01;

/** No question of the gate's: a model may pass it on scans and have unlearnt what people draw. */
function DrawingsLine({ candidate, champion }: NonNullable<GateVerdict['drawings']>) {
  const t = useTranslations('models.gate');
  const percent = usePercent();
  const worse = candidate < champion - DRAWINGS_DROP;
  const Icon = worse ? TriangleAlert : Info;
  return (
    <li className={styles.check} data-state={worse ? 'warning' : 'noted'} data-testid="gate-drawings">
      <span className={styles.icon}>
        <Icon aria-hidden />
        <span className="visually-hidden">{t('noted')}</span>
      </span>
      <span className={styles.what}>
        <span className={styles.name}>{t('drawings')}</span>
        <span className={styles.note}>
          {t(worse ? 'drawingsWorse' : 'drawingsFine', { accuracy: percent(champion) })}
        </span>
      </span>
      <span className={styles.number}>{percent(candidate)}</span>
    </li>
  );
}

function GateCheckLine({ check }: { check: GateCheck }) {
  const t = useTranslations('models.gate');
  const percent = usePercent();
  const { candidate, champion, floor, passed } = check;
  const measured = candidate !== null;
  const Icon = !passed ? X : measured ? Check : Minus;
  const state = !passed ? 'failed' : measured ? 'passed' : 'skipped';
  return (
    <li className={styles.check} data-state={state} data-testid={`gate-${check.name}`}>
      <span className={styles.icon}>
        <Icon aria-hidden />
        <span className="visually-hidden">{t(state)}</span>
      </span>
      <span className={styles.what}>
        <span className={styles.name}>
          {check.name === 'classes' && check.digit !== undefined
            ? t('classesDigit', { digit: check.digit })
            : check.name === 'holdout' && measured
              ? t('holdoutSize', { count: check.size ?? 0 })
              : t(check.name)}
        </span>
        <span className={styles.note}>
          {measured
            ? [
                champion === null ? null : t('champion', { accuracy: percent(champion) }),
                floor === null ? null : t('floor', { accuracy: percent(floor) }),
              ]
                .filter((text) => text !== null)
                .join(t('comma'))
            : t(check.name === 'holdout' && !passed ? 'holdoutLate' : `${check.name}Unknown`)}
        </span>
      </span>
      <span className={styles.number}>{measured ? percent(candidate) : '–'}</span>
    </li>
  );
}
