import { DEFAULT_RUN, type Limits, type RunRequest, runSpecSchema } from '@inkroom/shared';

/** The form as it is typed: numbers are text until they are sent. */
export interface RunForm extends Omit<RunRequest, 'epochs' | 'batchSize' | 'learningRate' | 'seed'> {
  epochs: string;
  batchSize: string;
  learningRate: string;
}

export type NumberField = 'epochs' | 'batchSize' | 'learningRate';

export function emptyRunForm(): RunForm {
  const { epochs, batchSize, learningRate, seed: _drawnByTheServer, ...rest } = DEFAULT_RUN;
  return { ...rest, epochs: String(epochs), batchSize: String(batchSize), learningRate: String(learningRate) };
}

/** What the form asks for, or which of its numbers the server would refuse. */
export function readRunForm(
  form: RunForm,
  limits: Limits,
): { ok: true; request: RunRequest } | { ok: false; invalid: NumberField[] } {
  const parsed = runSpecSchema(limits).safeParse({
    ...form,
    epochs: toNumber(form.epochs),
    batchSize: toNumber(form.batchSize),
    learningRate: toNumber(form.learningRate),
  });
  if (parsed.success) return { ok: true, request: parsed.data };
  return { ok: false, invalid: [...new Set(parsed.error.issues.map((issue) => issue.path[0] as NumberField))] };
}

/** Reads a number as it is typed in either notation of the decimal sign; nothing typed is no number. */
function toNumber(text: string): number {
  const trimmed = text.trim().replace(',', '.');
  return trimmed === '' ? Number.NaN : Number(trimmed);
}
