import { cpus, totalmem } from 'node:os';
import { type EngineName, usesGpu } from '@inkroom/engine/recogniser';
import {
  type CodedError,
  ENGINE_LACKS,
  type EngineLack,
  fail,
  ok,
  type PassedOverEngine,
  type PoolName,
  type Result,
} from '@inkroom/shared';
import { probeEngine } from './probe-engine.js';
import type { ProbedEngine } from './training/training-messages.js';
import { trainingThreads } from './worker-settings.js';

/** The engine a worker trains with, and how it is shown. */
export interface WorkerEngine {
  name: EngineName;
  /** The device as its maker names it. */
  device: string;
  /** Threads of one training step; 0 where the device is a GPU. */
  threads: number;
  /** 0 where the device's driver does not tell. */
  memoryBytes: number;
  /** The pool runs what is no engine of its own, because an operator said so. */
  override: boolean;
  passedOver: PassedOverEngine[];
}

/** Each pool's engines; of those that work on the machine the one that trains fastest is taken. */
const CANDIDATES: Record<PoolName, readonly EngineName[]> = {
  cpu: ['onnx'],
  gpu: ['onnx-cuda', 'onnx-webgpu', 'tfjs-node-gpu'],
};

/** An engine that has not answered by then never will, ms: its driver hangs. */
const PROBE_MS = 60_000;

/** Names the engine of the GPU pool, in place of the choice. */
const OVERRIDE = 'INKROOM_GPU_POOL_ENGINE';
/** What it takes. The two that are no GPU are for trying the pool out without one, and are shown as what they are. */
const NAMED: Record<string, EngineName> = {
  'onnx-cuda': 'onnx-cuda',
  'onnx-webgpu': 'onnx-webgpu',
  'tfjs-node-gpu': 'tfjs-node-gpu',
  'onnx-webgpu-software': 'onnx-webgpu-software',
  'onnx-cpu': 'onnx',
};

/**
 * Finds the engine that a worker of this pool trains with: of those that work here the fastest in fifty steps of the CNN, or the
 * one that INKROOM_GPU_POOL_ENGINE names.
 * @param probe opens an engine on trial
 * @returns `engine_unavailable` with a message that says for each engine what is missing
 */
export async function chooseEngine(
  pool: PoolName,
  env: Record<string, string | undefined>,
  probe: (engine: EngineName, threads: number) => Promise<Result<ProbedEngine>> = (engine, threads) =>
    probeEngine(engine, threads, PROBE_MS),
): Promise<Result<WorkerEngine>> {
  const override = pool === 'gpu' ? env[OVERRIDE] : undefined;
  const named = override ? NAMED[override] : undefined;
  if (override && !named) {
    return fail('engine_unavailable', {}, `${OVERRIDE} knows ${Object.keys(NAMED).join(', ')}, not "${override}".`);
  }
  const threads = trainingThreads(env);
  const working: { name: EngineName; found: ProbedEngine }[] = [];
  const passedOver: PassedOverEngine[] = [];
  // One after the other: two at once would slow each other down.
  for (const name of named ? [named] : CANDIDATES[pool]) {
    const found = name === 'onnx' ? ok(processor(threads)) : await probe(name, threads);
    if (found.ok) working.push({ name, found: found.value });
    else passedOver.push({ engine: name, missing: lackOf(found.error), reason: found.error.message });
  }
  working.sort((a, b) => (b.found.samplesPerSecond ?? 0) - (a.found.samplesPerSecond ?? 0));
  const [best, ...slower] = working;
  if (!best) {
    const reasons = passedOver.map(({ engine, reason }) => `${engine}: ${reason}`);
    return fail('engine_unavailable', { passedOver }, `No engine works here. ${reasons.join(' ')}`);
  }
  for (const { name, found } of slower) {
    const reason = `It trained on ${speed(found)} images of the CNN a second, ${best.name} on ${speed(best.found)}.`;
    passedOver.push({ engine: name, missing: 'slower', reason });
  }
  const { device, memoryBytes } = best.found.description;
  const [onCpu, standsIn] = [best.name === 'onnx', pool === 'gpu' && !usesGpu(best.name)];
  return ok({ name: best.name, device, threads: onCpu ? threads : 0, memoryBytes, override: standsIn, passedOver });
}

/** ONNX Runtime on the CPU is a dependency and runs everywhere: there is nothing to try. */
function processor(threads: number): ProbedEngine {
  const device = cpus()[0]?.model.trim() || 'CPU';
  return { description: { engine: 'onnx', device, threads, memoryBytes: totalmem() }, samplesPerSecond: null };
}

function speed({ samplesPerSecond }: ProbedEngine): string {
  return Math.round(samplesPerSecond ?? 0).toLocaleString('en');
}

function lackOf({ details }: CodedError): EngineLack {
  return ENGINE_LACKS.find((lack) => lack === details?.missing) ?? 'crashed';
}
