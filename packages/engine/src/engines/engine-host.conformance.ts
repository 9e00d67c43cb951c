import * as tf from '@tensorflow/tfjs';
import type { EngineName, Trainer, TrainerOptions, TrainingEngine } from './engine.js';
import { openEngine } from './open-engine.js';

/** The program behind `openRemoteEngine`: runs an engine for the process that forked it. */

export type HostCall =
  | { kind: 'open'; name: EngineName }
  | {
      kind: 'create';
      topology: string;
      weights: { shape: number[]; values: tf.TypedArray }[];
      options: Omit<TrainerOptions, 'model'>;
    }
  | { kind: 'run'; trainer: number; method: string; args: unknown[] };

export interface HostReply {
  id: number;
  value?: unknown;
  error?: unknown;
}

const trainers: Trainer[] = [];
let engine: TrainingEngine | null = null;
/** Calls are answered in their order: a new seed comes before the step that was asked for after it. */
let work: Promise<unknown> = Promise.resolve();

process.on('message', ({ id, call }: { id: number; call: HostCall }) => {
  work = work.then(() =>
    answer(call).then(
      (value) => process.send!({ id, value } satisfies HostReply),
      (error: unknown) => process.send!({ id, error } satisfies HostReply),
    ),
  );
});

async function answer(call: HostCall): Promise<unknown> {
  switch (call.kind) {
    case 'open': {
      tf.enableProdMode();
      const opened = await openEngine(call.name, { threads: 1 });
      if (!opened.ok) throw new Error(opened.error.message);
      engine = opened.value;
      return engine.describe();
    }
    case 'create': {
      const model = await tf.models.modelFromJSON(JSON.parse(call.topology));
      model.setWeights(call.weights.map(({ shape, values }) => tf.tensor(values, shape)));
      return trainers.push(await engine!.createTrainer({ ...call.options, model })) - 1;
    }
    case 'run': {
      const trainer = trainers[call.trainer] as unknown as Record<string, (...args: unknown[]) => unknown>;
      return trainer[call.method]!(...call.args);
    }
  }
}
