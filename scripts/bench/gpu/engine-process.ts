import { type EngineDescription, type EngineName, openEngine, trainingSpeed } from '@inkroom/engine';
import type { PresetName } from '@inkroom/shared';
import * as tf from '@tensorflow/tfjs';

/**
 * Program of a process that measures one engine: a GPU's device belongs to the process that opens it, and goes with it. Its
 * arguments are the engine and how many threads a step on the CPU has; a question is answered with samples a second.
 */

export interface SpeedQuestion {
  architecture: PresetName;
  batchSize: number;
  maxMs: number;
}

export type EngineAnswer =
  | { opened: EngineDescription }
  | { unavailable: string }
  | { samplesPerSecond: number }
  | { failed: string };

const STEPS = 50;

tf.enableProdMode();
const [name, threads] = process.argv.slice(2);
const engine = await openEngine(name as EngineName, { threads: Number(threads) });
const tell = (answer: EngineAnswer) => process.send!(answer);
tell(engine.ok ? { opened: engine.value.describe() } : { unavailable: engine.error.message });
process.on('message', async (question: SpeedQuestion) => {
  if (!engine.ok) return;
  try {
    tell({ samplesPerSecond: await trainingSpeed(engine.value, { ...question, steps: STEPS }) });
  } catch (thrown) {
    tell({ failed: thrown instanceof Error ? thrown.message.split('\n')[0]! : String(thrown) });
  }
});
process.on('disconnect', () => process.exit(0));
