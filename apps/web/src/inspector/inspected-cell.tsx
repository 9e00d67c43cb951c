import { personOf, shownPage } from '@inkroom/client';
import {
  authorOf,
  type CellIndex,
  type ChallengerPrediction,
  DIGITS,
  decisionOf,
  type Label,
  NO_DIGIT,
  type Prediction,
  type PredictionRecord,
  type PredictionTimes,
  type StrokeId,
  scoreOf,
  takenFor,
} from '@inkroom/shared';
import { PenLine } from 'lucide-react';
import { useFormatter, useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../core/room-provider';
import { useVersionName } from '../models/version-name';
import { LabelMark } from '../page/cells/label-mark';
import { Opinions } from '../page/cells/opinions';
import { isLikely, type ShownPrediction, shownPrediction } from '../page/cells/shown-prediction';
import { useConfidence, useDecisionText, useLabelText } from '../page/cells/use-cell-text';
import { usePersonName, useRowAndColumn } from '../page/page-context';
import { pageUi } from '../page/page-store';
import { Avatar } from '../people/avatar';
import { Button } from '../ui/button';
import { classNames } from '../ui/class-names';
import { Disclosure } from '../ui/disclosure';
import { Fact, Facts } from '../ui/facts';
import { Row, Stack } from '../ui/layout';
import { Inset, Section } from '../ui/section';
import { Span, Text } from '../ui/text';
import { usePercent } from '../ui/use-percent';
import { Framings, FramingsNote } from './framings';
import styles from './inspector.module.css';
import { Networks } from './networks';
import { Nothing } from './nothing';
import { useCellInk } from './use-cell-ink';
import { useFramingPredictions } from './use-framing-predictions';
import { usePredictionRecord } from './use-prediction-record';

/** Of an empty cell nothing is asked. */
const NOTHING_SHOWN = { prediction: null, pending: false };
const VERDICT_TONES = { agrees: 'good', corrected: 'accent' } as const;

/** What explains an answer, to whoever wants to know. */
export type Explanation = 'scores' | 'networks' | 'pictures' | 'reading';

interface Props {
  cell: CellIndex;
  /** Which explanations are open; they stay so from cell to cell. */
  opened: ReadonlySet<Explanation>;
  onOpen(explanation: Explanation, open: boolean): void;
}

/** All of a cell that is known: first what it is read as and who wrote it, then, on demand, why. */
export function InspectedCell({ cell, opened, onOpen }: Props) {
  const t = useTranslations('page.inspector');
  const opinions = useTranslations('page.opinions');
  const client = useRoomClient();
  const ink = useCellInk(cell);
  const known = useRoomView((view) => shownPage(view).cells[cell]);
  const generation = useRoomView((view) => view.state.generation);
  const shown = shownPrediction(known, ink.writers.length > 0, generation);
  const record = usePredictionRecord(cell, shown?.prediction ?? null);
  const predictions = useFramingPredictions(ink.strokes, shown ?? NOTHING_SHOWN);
  // That two pictures cannot be read is no explanation: it is said at once.
  const isRefused = predictions.asked.state === 'refused';
  const explained = (explanation: Explanation) => ({
    bar: true,
    open: opened.has(explanation),
    onToggle: (open: boolean) => onOpen(explanation, open),
    testId: `inspector-${explanation}`,
  });
  if (!shown) {
    return (
      <>
        <Inset>
          <Place cell={cell} />
        </Inset>
        <Nothing title={t('emptyTitle')} text={t('empty')} />
      </>
    );
  }
  return (
    <>
      <Verdict cell={cell} shown={shown} />
      <Framings ink={ink} predictions={predictions} />
      {isRefused ? <FramingsNote predictions={predictions} /> : null}
      <Inset className={styles.written}>
        <Writers strokes={known?.strokes ?? []} writers={ink.writers} />
        <Button
          size="s"
          icon={<PenLine />}
          onClick={() => pageUi.setState({ correcting: cell })}
          data-testid="inspector-correct"
        >
          {t('correct')}
        </Button>
      </Inset>
      {shown.label?.others ? (
        <Section title={opinions('title')}>
          <Opinions label={shown.label} say={(label) => void client.labelCell(cell, label)} />
        </Section>
      ) : null}
      <div className={styles.explanations}>
        <Disclosure title={t('scores')} {...explained('scores')}>
          <Scores prediction={shown.prediction} pending={shown.pending} />
        </Disclosure>
        <Disclosure title={t('networks')} {...explained('networks')}>
          {opened.has('networks') ? <Networks ink={ink.strokes} expected={expectedOf(shown)} /> : null}
        </Disclosure>
        {isRefused ? null : (
          <Disclosure title={t('pictures')} {...explained('pictures')}>
            <FramingsNote predictions={predictions} />
          </Disclosure>
        )}
        <Disclosure title={t('how')} {...explained('reading')}>
          <div className={styles.reading}>
            {record ? <Times times={record.times} /> : null}
            {shown.prediction ? (
              <Answered
                prediction={shown.prediction}
                record={record}
                revision={known?.revision ?? 0}
                live={ink.writers.length > 0}
              />
            ) : null}
          </div>
        </Disclosure>
      </div>
    </>
  );
}

/** What it holds as far as is known: what people say, else what the room's model is sure of. */
function expectedOf({ label, decision, certain }: ShownPrediction): Label | null {
  return label?.value ?? (certain && decision ? decision.is : null);
}

function Verdict({ cell, shown }: { cell: CellIndex; shown: ShownPrediction }) {
  const t = useTranslations('page.inspector');
  const confidenceOf = useConfidence();
  const labelText = useLabelText();
  const decisionText = useDecisionText();
  const labeller = usePersonName(shown.label?.by);
  const { prediction, decision, label } = shown;
  return (
    <Inset className={styles.verdict}>
      <span className={styles.digit} data-certain={shown.certain || undefined} aria-hidden>
        {decision ? <LabelMark label={decision.is} /> : '–'}
      </span>
      <div>
        <Place cell={cell} />
        <Text look="l strong">
          {decision ? `${decisionText(decision)} · ${confidenceOf(decision.score)}` : t('reading')}
        </Text>
        <Text look="s" tone={shown.verdict ? VERDICT_TONES[shown.verdict] : 'muted'} className={styles.label}>
          {label?.others
            ? null
            : label
              ? t('labelValue', { label: labelText(label.value), name: labeller })
              : t('labelNone')}
        </Text>
      </div>
      {prediction?.byChallenger ? (
        <ChallengerLine prediction={prediction} byChallenger={prediction.byChallenger} />
      ) : null}
    </Inset>
  );
}

function Place({ cell }: { cell: CellIndex }) {
  const t = useTranslations('page.inspector');
  const rowAndColumn = useRowAndColumn();
  return <Text look="muted s">{t('place', rowAndColumn(cell))}</Text>;
}

/** The challenger's prediction. */
function ChallengerLine({ prediction, byChallenger }: { prediction: Prediction; byChallenger: ChallengerPrediction }) {
  const t = useTranslations('page.inspector');
  const confidenceOf = useConfidence();
  const versionName = useVersionName();
  const decisionText = useDecisionText();
  const decision = decisionOf(byChallenger.scores);
  const differs = takenFor(byChallenger) !== takenFor(prediction);
  return (
    <Text
      look="s snug"
      tone={differs ? null : 'muted'}
      className={styles.challenger}
      data-differs={differs || undefined}
      data-testid="inspector-challenger"
    >
      {t(differs ? 'challengerDiffers' : 'challengerAgrees', {
        model: versionName(byChallenger.modelVersion),
        said: decisionText(decision),
        confidence: confidenceOf(decision.score),
      })}
    </Text>
  );
}

function Scores({ prediction, pending }: { prediction: Prediction | null; pending: boolean }) {
  const t = useTranslations('page.inspector');
  const labelText = useLabelText();
  const percent = usePercent(1);
  const outputs = [prediction, prediction?.byChallenger].map((read) => read?.scores.length ?? 0);
  const labels: Label[] = [...DIGITS, ...(Math.max(...outputs) > NO_DIGIT ? (['not-a-digit'] as const) : [])];
  return (
    <ol className={styles.scores} aria-label={t('scores')} data-pending={pending || undefined}>
      {labels.map((label) => {
        const digit = labelText(label);
        const score = prediction ? scoreOf(prediction.scores, label) : 0;
        const challenger = prediction?.byChallenger && scoreOf(prediction.byChallenger.scores, label);
        const text = percent(score);
        return (
          <li
            key={label}
            className={styles.score}
            data-best={(prediction && takenFor(prediction) === label) || undefined}
            data-likely={isLikely(prediction, label) || undefined}
            data-testid={`score-${label}`}
            data-score={score.toFixed(5)}
            aria-label={
              challenger == null
                ? t('score', { digit, score: text })
                : t('challengerScore', { digit, score: text, challenger: percent(challenger) })
            }
          >
            <span>
              <LabelMark label={label} />
            </span>
            <span className={styles.track}>
              <span className={styles.bar} style={{ transform: `scaleX(${score})` }} />
              {challenger == null ? null : (
                <span className={styles.challengerBar} style={{ transform: `scaleX(${challenger})` }} />
              )}
            </span>
            <span className={styles.scoreText}>{prediction ? text : '–'}</span>
          </li>
        );
      })}
    </ol>
  );
}

const COLOURS = {
  queue: 'var(--color-border-strong)',
  fetch: 'var(--color-series-3)',
  rasterise: 'var(--color-series-2)',
  infer: 'var(--color-series-1)',
} as const;

/** What the prediction's time was spent on, as a bar and in numbers. */
function Times({ times }: { times: PredictionTimes }) {
  const t = useTranslations('page.inspector');
  const format = useFormatter();
  const ms = (value: number) =>
    t('ms', { value: format.number(value, { maximumFractionDigits: value < 10 ? 1 : 0, minimumFractionDigits: 0 }) });
  const { queueMs, rasteriseMs, inferMs, totalMs } = times;
  const steps = [
    { name: 'queue', value: queueMs },
    { name: 'fetch', value: Math.max(0, totalMs - queueMs - rasteriseMs - inferMs) },
    { name: 'rasterise', value: rasteriseMs },
    { name: 'infer', value: inferMs },
  ] as const;
  const sum = Math.max(
    0.001,
    steps.reduce((total, { value }) => total + value, 0),
  );
  return (
    <Section title={t('times')} aside={<Span look="muted s">{`${t('total')} ${ms(totalMs)}`}</Span>}>
      <div className={classNames(styles.track, styles.timeBar)} aria-hidden>
        {steps.map(({ name, value }) => (
          <span key={name} style={{ flexGrow: value / sum, background: COLOURS[name] }} />
        ))}
      </div>
      <dl className={styles.times}>
        {steps.map(({ name, value }) => (
          <Row key={name} spread="between">
            <Row as="dt" gap={2}>
              <span className={styles.key} style={{ background: COLOURS[name] }} aria-hidden />
              <Span look="muted">{t(name)}</Span>
            </Row>
            <dd data-testid={`time-${name}`}>{ms(value)}</dd>
          </Row>
        ))}
      </dl>
    </Section>
  );
}

function Answered({
  prediction,
  record,
  revision,
  live,
}: {
  prediction: Prediction;
  record: PredictionRecord | null;
  revision: number;
  live: boolean;
}) {
  const t = useTranslations('page.inspector');
  const versionName = useVersionName();
  const percent = usePercent();
  const version = useRoomView((view) => view.versions.find(({ id }) => id === prediction.modelVersion));
  const revisionText = live
    ? t('revisionLive', { revision })
    : prediction.revision < revision
      ? t('revisionStale', { read: prediction.revision, revision })
      : t('revisionValue', { revision });
  return (
    <Section title={t('answered')}>
      <Facts className={styles.list}>
        <Fact name={t('model')} testId="inspector-model">
          {versionName(prediction.modelVersion)}
        </Fact>
        <Fact name={t('version')}>
          <span className={styles.code}>{prediction.modelVersion}</span>
        </Fact>
        {version ? (
          <Fact name={t('accuracy')}>{t('accuracyValue', { accuracy: percent(version.metrics.testAccuracy) })}</Fact>
        ) : null}
        {record ? (
          <>
            <Fact name={t('batch')}>{t('batchValue', { count: record.batch })}</Fact>
            <Fact name={t('worker')}>
              <span className={styles.code}>{record.workerId}</span>
            </Fact>
          </>
        ) : null}
        <Fact name={t('revision')} testId="inspector-revision">
          {revisionText}
        </Fact>
      </Facts>
    </Section>
  );
}

function Writers({ strokes, writers }: { strokes: readonly StrokeId[]; writers: readonly string[] }) {
  const t = useTranslations('page.inspector');
  const counts = new Map<string, number>();
  for (const writer of [...strokes.map(authorOf), ...writers]) counts.set(writer, (counts.get(writer) ?? 0) + 1);
  return (
    <Stack as="ul" gap={1} grow className={styles.writers} aria-label={t('wroteBy')}>
      {[...counts].map(([id, count]) => (
        <Writer key={id} id={id} count={count} />
      ))}
    </Stack>
  );
}

function Writer({ id, count }: { id: string; count: number }) {
  const t = useTranslations('page.inspector');
  const person = useRoomView((view) => personOf(view, id));
  const name = usePersonName(id);
  return (
    <Row as="li" gap={2}>
      {person ? <Avatar person={person} size={24} /> : null}
      <Span look="truncate grow">{name}</Span>
      <Span look="muted" className={styles.strokes}>
        {t('strokes', { count })}
      </Span>
    </Row>
  );
}
