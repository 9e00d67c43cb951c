import { type EngineLack, fail, ok, type Result } from '@inkroom/shared';
import * as tf from '@tensorflow/tfjs';
import type { TrainingEngine } from './engine.js';
import { nvidiaGpu } from './nvidia-gpu.js';
import { TfjsEngine } from './tfjs-engine.js';

export const TFJS_NODE_GPU = '@tensorflow/tfjs-node-gpu';

/** Why there is no engine, on a Node that it runs on: the package, its native part, libraries that it needs, or a GPU. */
export type MissingPart = Extract<EngineLack, 'package' | 'native' | 'libraries' | 'gpu'>;

/**
 * TensorFlow.js 4.22 calls functions that Node 23 took away (util.isNullOrUndefined), in its first operation: it loads there, and
 * each run would fail.
 */
const NODE_MAJOR_MAX = 22;

const EXPLANATIONS: Record<MissingPart, string> = {
  package: `The optional package ${TFJS_NODE_GPU} is not installed: npm ci installs it, npm run setup:gpu what belongs to it.`,
  native: `${TFJS_NODE_GPU} is there, but its native part (tfjs_binding.node, libtensorflow) is not: npm run setup:gpu downloads it.`,
  libraries: `${TFJS_NODE_GPU} does not load: npm run setup:gpu -- --check says what is missing.`,
  gpu: `${TFJS_NODE_GPU} loads, but finds no GPU that it can use (CUDA 11.2 or newer 11, cuDNN 8): npm run setup:gpu -- --check says what is missing.`,
};

/**
 * Loads TensorFlow's native library and makes it the backend of this process. It takes hold of the GPU's memory: for
 * training processes only, not for a worker that forks them.
 * @param load imports the package; it is optional, and nothing else of the engine package refers to it
 * @param node version of the Node that this is
 * @returns `engine_unavailable` with `details.missing` and a message that says what is missing and how to get it
 */
export async function openTfjsNodeEngine(
  load: () => Promise<unknown> = loadPackage,
  node: string = process.versions.node,
): Promise<Result<TrainingEngine>> {
  if (Number.parseInt(node, 10) > NODE_MAJOR_MAX) {
    const explanation = `${TFJS_NODE_GPU} needs Node ${NODE_MAJOR_MAX} or older; this is ${node}.`;
    return fail('engine_unavailable', { missing: 'node' satisfies EngineLack }, explanation);
  }
  // TensorFlow would take all of the GPU's memory at once, and leave none to a second worker.
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
  try {
    await load();
    await tf.setBackend('tensorflow');
  } catch (thrown) {
    const missing = missingPart(thrown);
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return fail('engine_unavailable', { missing, reason }, EXPLANATIONS[missing]);
  }
  const backend = tf.backend() as tf.KernelBackend & { isUsingGpuDevice?: boolean };
  if (!backend.isUsingGpuDevice) return fail('engine_unavailable', { missing: 'gpu' }, EXPLANATIONS.gpu);
  // The library has found a GPU even where NVIDIA's tool is missing.
  const gpu = (await nvidiaGpu()) ?? { device: 'NVIDIA GPU', memoryBytes: 0 };
  return ok(new TfjsEngine('tfjs-node-gpu', { ...gpu, threads: 1 }));
}

function loadPackage(): Promise<unknown> {
  // A variable, so that the compiler does not ask for the types of a package that need not be there.
  const name: string = TFJS_NODE_GPU;
  return import(name);
}

/** The package fails in different ways, depending on how far its installation came. */
export function missingPart(thrown: unknown): MissingPart {
  const { code, message } = thrown as { code?: string; message?: string };
  const notFound = code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND';
  if (notFound && message?.includes(TFJS_NODE_GPU)) return 'package';
  if (message?.includes('tfjs_binding.node') && !message.includes('cannot open shared object')) return 'native';
  return 'libraries';
}
