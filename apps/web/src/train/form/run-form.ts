import {
  DEFAULT_RUN,
  type LayerSpec,
  type Limits,
  PRESET_LAYERS,
  RECOMMENDED,
  type Run,
  type RunRequest,
  requestOf,
  runRequestSchema,
} from '@inkroom/shared';
import { typedNumber } from '../../ui/typed-number';

/** The form as it is typed: numbers are text until they are sent. */
export interface RunForm extends Omit<RunRequest, 'epochs' | 'batchSize' | 'learningRate' | 'seed' | 'layers'> {
  epochs: string;
  batchSize: string;
  learningRate: string;
  /** Empty: the server draws one. */
  seed: string;
  /** Layers of one's own, kept while another architecture is looked at; null until there were any. */
  layers: readonly LayerSpec[] | null;
}

export type NumberField = 'epochs' | 'batchSize' | 'learningRate' | 'seed';
const NUMBER_FIELDS: readonly string[] = ['epochs', 'batchSize', 'learningRate', 'seed'] satisfies NumberField[];

export function emptyRunForm(): RunForm {
  return formOf({ ...DEFAULT_RUN, ...RECOMMENDED.mlp });
}

/** The form filled in as a run was started, seed included: sent again, it repeats the run. */
export function formOfRun({ spec }: Pick<Run, 'spec'>): RunForm {
  return formOf(requestOf(spec));
}

function formOf({ epochs, batchSize, learningRate, seed, layers, ...rest }: RunRequest): RunForm {
  return {
    ...rest,
    epochs: String(epochs),
    batchSize: String(batchSize),
    learningRate: String(learningRate),
    seed: seed === undefined ? '' : String(seed),
    layers: rest.architecture === 'custom' && layers ? layers : null,
  };
}

/**
 * The form with another architecture. A ready-made one brings its recommended settings, unless somebody has typed others;
 * one's own layers begin as those of the model that was chosen before.
 */
export function withArchitecture(form: RunForm, architecture: RunForm['architecture']): RunForm {
  if (architecture === 'custom') return { ...form, architecture, layers: form.layers ?? layersOf(form) };
  const isUntouched = Object.values(RECOMMENDED).some((settings) =>
    Object.entries(typed(settings)).every(([name, value]) => form[name as keyof typeof settings] === value),
  );
  return { ...form, architecture, ...(isUntouched ? typed(RECOMMENDED[architecture]) : {}) };
}

/** Images of an epoch that goes on from the live model: half of them drawings, or it unlearns them on scans alone. */
export const REPLAY_FROM_LIVE = 20_000;

/** The form with another start. Going on from the live model brings drawings along, unless somebody has chosen otherwise. */
export function withStart(form: RunForm, startFrom: RunForm['startFrom']): RunForm {
  const [usual, other] =
    startFrom === 'champion' ? [DEFAULT_RUN.replay, REPLAY_FROM_LIVE] : [REPLAY_FROM_LIVE, DEFAULT_RUN.replay];
  return { ...form, startFrom, replay: form.replay === usual ? other : form.replay };
}

/** Whether the run would go on from the live model with nothing but scans before it. */
export function unlearnsDrawings({
  startFrom,
  dataset,
  replay,
}: Pick<RunForm, 'startFrom' | 'dataset' | 'replay'>): boolean {
  return startFrom === 'champion' && (dataset === 'mnist' || (dataset === 'both' && replay === 0));
}

function typed({ epochs, batchSize, learningRate, schedule }: (typeof RECOMMENDED)['mlp']) {
  return {
    epochs: String(epochs),
    batchSize: String(batchSize),
    learningRate: String(learningRate),
    schedule,
  };
}

/** The layers that the form stands for. */
export function layersOf({ architecture, layers }: Pick<RunForm, 'architecture' | 'layers'>): readonly LayerSpec[] {
  return architecture === 'custom' ? (layers ?? []) : PRESET_LAYERS[architecture];
}

/** What the form asks for, or which of its numbers the server would refuse. */
export function readRunForm(
  form: RunForm,
  limits: Limits,
): { ok: true; request: RunRequest } | { ok: false; invalid: NumberField[] } {
  const { layers, seed, ...rest } = form;
  const ownLayers = form.architecture === 'custom' && form.startFrom === 'scratch';
  const parsed = runRequestSchema(limits).safeParse({
    ...rest,
    epochs: typedNumber(form.epochs),
    batchSize: typedNumber(form.batchSize),
    learningRate: typedNumber(form.learningRate),
    ...(seed.trim() === '' ? {} : { seed: typedNumber(seed) }),
    ...(ownLayers ? { layers } : {}),
  });
  if (parsed.success) return { ok: true, request: parsed.data };
  const fields = parsed.error.issues.map((issue) => String(issue.path[0]));
  return { ok: false, invalid: [...new Set(fields)].filter((name) => NUMBER_FIELDS.includes(name)) as NumberField[] };
}
