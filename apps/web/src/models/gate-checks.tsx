import type { GateCheck, GateVerdict } from '@inkroom/shared';
import { Check, Info, type LucideIcon, Minus, TriangleAlert, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Badge } from '../ui/badge';
import { Row } from '../ui/layout';
import { Span } from '../ui/text';
import { usePercent } from '../ui/use-percent';
import styles from './gate-checks.module.css';

/** The gate's questions, each with its answer and the numbers behind it. */
export function GateChecks({ verdict }: { verdict: GateVerdict }) {
  return (
    <ul data-testid="gate-checks" data-passed={verdict.passed}>
      {verdict.checks.map((check) => (
        <GateCheckLine key={check.name} check={check} isBest={verdict.best !== undefined && check.name !== 'holdout'} />
      ))}
      {verdict.corrections ? <CorrectionsLine {...verdict.corrections} /> : null}
      {verdict.drawings ? <DrawingsLine {...verdict.drawings} /> : null}
    </ul>
  );
}

const LOOKS = {
  passed: { tone: 'good', Icon: Check, numberTone: null },
  failed: { tone: 'bad', Icon: X, numberTone: 'bad' },
  skipped: { tone: 'neutral', Icon: Minus, numberTone: 'faint' },
  noted: { tone: 'neutral', Icon: Info, numberTone: null },
  warning: { tone: 'warn', Icon: TriangleAlert, numberTone: null },
} as const satisfies Record<string, { tone: string; Icon: LucideIcon; numberTone: string | null }>;

interface LineProps {
  name: string;
  state: keyof typeof LOOKS;
  question: ReactNode;
  note: ReactNode;
  number: string;
}

function Line({ name, state, question, note, number }: LineProps) {
  const t = useTranslations('models.gate');
  const { tone, Icon, numberTone } = LOOKS[state];
  return (
    <Row as="li" gap={3} className={styles.check} data-state={state} data-testid={`gate-${name}`}>
      <Badge tone={tone} className={styles.icon}>
        <Icon size="1rem" strokeWidth={2.5} />
        <span className="visually-hidden">{t(state === 'warning' ? 'noted' : state)}</span>
      </Badge>
      <Span look="snug grow">
        <Span look="bold block">{question}</Span>
        <Span look="muted s block">{note}</Span>
      </Span>
      <Span look="l strong" tone={numberTone}>
        {number}
      </Span>
    </Row>
  );
}

/** The room's own score, as far as it tells of both: no question of the gate's, and what a class looks at first. */
function CorrectionsLine({ size, candidate, champion }: NonNullable<GateVerdict['corrections']>) {
  const t = useTranslations('models.gate');
  const worse = candidate < champion;
  return (
    <Line
      name="corrections"
      state={worse ? 'warning' : 'noted'}
      question={t('corrections')}
      note={t(worse ? 'correctionsWorse' : 'correctionsFine', { right: champion, size })}
      number={t('correctionsRight', { right: candidate, size })}
    />
  );
}

/** Lost share of drawings from which on people should know. */
const DRAWINGS_DROP = 0.01;

/** No question of the gate's: a model may pass it on scans and have unlearnt what people draw. */
function DrawingsLine({ candidate, champion }: NonNullable<GateVerdict['drawings']>) {
  const t = useTranslations('models.gate');
  const percent = usePercent();
  const worse = candidate < champion - DRAWINGS_DROP;
  return (
    <Line
      name="drawings"
      state={worse ? 'warning' : 'noted'}
      question={t('drawings')}
      note={t(worse ? 'drawingsWorse' : 'drawingsFine', { accuracy: percent(champion) })}
      number={percent(candidate)}
    />
  );
}

interface CheckProps {
  check: GateCheck;
  /** Whether it is the best of the line that it is compared with, and not the live model. */
  isBest: boolean;
}

function GateCheckLine({ check: { name, candidate, champion, floor, passed, digit, size }, isBest }: CheckProps) {
  const t = useTranslations('models.gate');
  const percent = usePercent();
  const measured = candidate !== null;
  const question =
    name === 'classes' && digit !== undefined
      ? t('classesDigit', { digit })
      : name === 'holdout' && measured
        ? t('holdoutSize', { count: size ?? 0 })
        : t(name);
  const comparison = [
    champion === null ? null : t(isBest ? 'best' : 'champion', { accuracy: percent(champion) }),
    floor === null ? null : t('floor', { accuracy: percent(floor) }),
  ].filter((text) => text !== null);
  return (
    <Line
      name={name}
      state={!passed ? 'failed' : measured ? 'passed' : 'skipped'}
      question={question}
      note={
        measured ? comparison.join(t('comma')) : t(name === 'holdout' && !passed ? 'holdoutLate' : `${name}Unknown`)
      }
      number={measured ? percent(candidate) : '–'}
    />
  );
}
