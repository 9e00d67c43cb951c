import { type CodedError, correctionsFor, describeLayers, largestBatch, type Run } from '@inkroom/shared';
import { Play } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { useWriterOnly } from '../../core/room-roles';
import { useErrorText } from '../../core/use-error-text';
import { useChampion } from '../../models/version-name';
import { Button } from '../../ui/button';
import { Field } from '../../ui/field';
import { Stack } from '../../ui/layout';
import { Notice } from '../../ui/notice';
import { Segmented } from '../../ui/segmented';
import { Text } from '../../ui/text';
import { typedNumber } from '../../ui/typed-number';
import { TypedNumberField } from '../../ui/typed-number-field';
import { LayerEditor } from '../layers/layer-editor';
import { NotDigitsLeftOut } from '../not-digits-left-out';
import { ArchitectureChoice } from './architecture-choice';
import { imagesPerEpoch } from './images-per-epoch';
import { MoreSettings } from './more-settings';
import { PoolChoice } from './pool-choice';
import { RunEstimate } from './run-estimate';
import {
  layersOf,
  type NumberField,
  type RunForm,
  readRunForm,
  unlearnsDrawings,
  withArchitecture,
  withStart,
} from './run-form';
import styles from './run-form-view.module.css';

interface Props {
  form: RunForm;
  onForm(change: (before: RunForm) => RunForm): void;
  onStarted(run: Run): void;
}

/** What to train, on what, where. */
export function RunFormView({ form, onForm, onStarted }: Props) {
  const t = useTranslations('training');
  const client = useRoomClient();
  const errorText = useErrorText();
  const writerOnly = useWriterOnly();
  const limits = useRoomView((view) => view.limits);
  const samples = useRoomView((view) => view.state.samples);
  const pools = useRoomView((view) => view.pools);
  const live = useChampion();
  // The smallest there is: a shipped model may have learnt from drawings beside it.
  const mnistSize = useRoomView((view) =>
    view.versions
      .filter(({ dataset }) => dataset.kind === 'mnist' && dataset.source === 'mnist')
      .reduce<number | undefined>((least, { dataset }) => Math.min(least ?? Infinity, dataset.trainSize), undefined),
  );
  const [wait, setWait] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<CodedError | null>(null);

  const change = (part: Partial<RunForm>) => {
    onForm((before) => ({ ...before, ...part }));
    setError(null);
    // Somebody agreed to wait for the other pool, not for this one.
    if (part.pool) setWait(false);
  };

  // Going on from the live model keeps its architecture: shown at once, not learnt from a refusal.
  const fromLive = form.startFrom === 'champion' && live !== undefined;
  const architecture = fromLive ? live.architecture : form.architecture;
  const layers = fromLive ? live.layers : layersOf(form);
  const outputs = fromLive ? live.outputs : undefined;
  const corrections = correctionsFor({ outputs }, samples);
  const plan = describeLayers(layers, limits, outputs);
  const misfit = !fromLive && !plan.ok;
  const batchSizeMax = plan.ok ? largestBatch(plan.value, limits) : limits.runBatchSizeMax;
  const read = readRunForm({ ...form, architecture }, { ...limits, runBatchSizeMax: batchSizeMax });
  const invalid = read.ok ? [] : read.invalid;
  const noWorker = (pools.find(({ pool }) => pool === form.pool)?.workers.length ?? 0) === 0;
  const poolName = t(form.pool);
  const unavailable =
    writerOnly ??
    (form.dataset === 'corrections' && corrections === 0 ? t('correctionsHint', { count: 0 }) : null) ??
    (noWorker && !wait ? t('chooseFirst', { pool: poolName }) : null) ??
    (misfit ? t('fixLayers') : null) ??
    (read.ok ? null : t('fixFields'));

  const start = async (event: FormEvent) => {
    event.preventDefault();
    if (!read.ok || busy || unavailable) return;
    setBusy(true);
    setError(null);
    const started = await client.startRun(read.request, { wait });
    setBusy(false);
    if (started.ok) {
      setWait(false);
      onStarted(started.value);
    } else setError(started.error);
  };

  const ranges = {
    epochs: t('wholeNumber', { min: 1, max: limits.runEpochsMax }),
    batchSize:
      batchSizeMax < limits.runBatchSizeMax
        ? t('batchWithLayers', { max: batchSizeMax })
        : t('wholeNumber', { min: 1, max: batchSizeMax }),
    learningRate: t('rateRange'),
  };
  const number = (name: MainField) => (
    <TypedNumberField
      label={t(name)}
      value={form[name]}
      whole={name !== 'learningRate'}
      invalid={invalid.includes(name)}
      onChange={(text) => change({ [name]: text })}
      data-testid={`train-${name}`}
    />
  );

  return (
    <Stack as="form" gap={5} className={styles.form} onSubmit={start} noValidate>
      <Field label={t('architecture')} hint={form.startFrom === 'champion' ? t('architectureFixed') : undefined}>
        <ArchitectureChoice
          value={architecture}
          fixed={form.startFrom === 'champion'}
          onChange={(chosen) => change(withArchitecture(form, chosen))}
        />
      </Field>
      {architecture === 'custom' && !fromLive ? (
        <LayerEditor layers={layers} onChange={(changed) => change({ layers: changed })} />
      ) : null}
      <Field label={t('startFrom')} hint={unlearnsDrawings(form) ? t('unlearnsDrawings') : undefined}>
        <Segmented
          label={t('startFrom')}
          value={form.startFrom}
          onChange={(startFrom) => change(withStart(form, startFrom))}
          options={(['scratch', 'champion'] as const).map((value) => ({
            value,
            label: t(value),
            testId: `train-from-${value}`,
          }))}
        />
      </Field>
      <Field
        label={t('dataset')}
        hint={
          <>
            {form.dataset === 'mnist'
              ? t('mnistHint', { count: mnistSize ?? 0 })
              : t(`${form.dataset}Hint`, { count: corrections })}
            {form.dataset !== 'mnist' && samples.holdout > 0
              ? ` ${t('holdoutHint', { count: samples.holdout })}`
              : null}
            {form.dataset === 'mnist' ? null : <NotDigitsLeftOut outputs={outputs} />}
          </>
        }
      >
        <Segmented
          label={t('dataset')}
          value={form.dataset}
          onChange={(dataset) => change({ dataset })}
          options={(['mnist', 'corrections', 'both'] as const).map((value) => ({
            value,
            label: t(value),
            testId: `train-data-${value}`,
          }))}
        />
      </Field>
      <div className={styles.numbers}>
        {number('epochs')}
        {number('batchSize')}
        {number('learningRate')}
        {invalid.filter(isMainField).map((name) => (
          <Text look="bad s" key={name} className={styles.range} role="alert">
            {t(name)}: {ranges[name]}
          </Text>
        ))}
      </div>
      <MoreSettings form={form} seedInvalid={invalid.includes('seed')} onChange={change} />
      <Field label={t('pool')}>
        <PoolChoice value={form.pool} onChange={(pool) => change({ pool })} />
      </Field>
      {noWorker ? (
        <NoWorker
          pool={form.pool}
          waiting={wait}
          onWait={() => setWait(true)}
          onUseCpu={() => change({ pool: 'cpu' })}
        />
      ) : null}
      {error && !(error.code === 'no_worker' && noWorker) ? (
        <Notice tone="bad" testId="train-error">
          {errorText(error)}
        </Notice>
      ) : null}
      {misfit ? (
        <Text look="bad s">{t('fixLayers')}</Text>
      ) : (
        <RunEstimate
          layers={layers}
          images={typedNumber(form.epochs) * imagesPerEpoch(form, corrections, mnistSize)}
          pool={form.pool}
        />
      )}
      <Button
        type="submit"
        variant="primary"
        icon={<Play />}
        busy={busy}
        unavailable={unavailable}
        className={styles.start}
        data-testid="train-start"
      >
        {busy ? t('starting') : noWorker && wait ? t('startWaiting') : t('start')}
      </Button>
    </Stack>
  );
}

/** The numbers that stand in the form itself; the seed's error stands beside its field. */
type MainField = Exclude<NumberField, 'seed'>;

function isMainField(name: NumberField): name is MainField {
  return name !== 'seed';
}

interface NoWorkerProps {
  pool: 'cpu' | 'gpu';
  waiting: boolean;
  onWait(): void;
  onUseCpu(): void;
}

/** Shown as soon as a pool without workers is chosen, with what can be done. */
function NoWorker({ pool, waiting, onWait, onUseCpu }: NoWorkerProps) {
  const t = useTranslations('training');
  const cpuOnline = useRoomView((view) => view.pools.some((each) => each.pool === 'cpu' && each.workers.length > 0));
  const name = t(pool);
  if (waiting) return <Notice testId="train-waiting">{t('waitingForIt', { pool: name })}</Notice>;
  return (
    <Notice
      tone="warn"
      title={t('noWorkerTitle', { pool: name })}
      testId="train-no-worker"
      actions={
        <>
          {pool === 'gpu' && cpuOnline ? (
            <Button size="s" onClick={onUseCpu} data-testid="train-use-cpu">
              {t('useCpu')}
            </Button>
          ) : null}
          <Button size="s" onClick={onWait} data-testid="train-wait">
            {t('waitForIt')}
          </Button>
        </>
      }
    >
      {t(pool === 'cpu' ? 'noCpuText' : cpuOnline ? 'noGpuText' : 'noEitherText')}
    </Notice>
  );
}
