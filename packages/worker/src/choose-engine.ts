import { cpus, totalmem } from 'node:os';
import type { EngineDescription, EngineName } from '@inkroom/engine';
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

/** Each pool's engines, the best first; the first one that works on the machine is taken. */
const PREFERRED: Record<PoolName, readonly EngineName[]> = { cpu: ['onnx'], gpu: ['tfjs-node-gpu', 'webgpu'] };

/** An engine that has not opened by then never will, ms: its driver hangs. */
const PROBE_MS = 60_000;

/** Names the engine of the GPU pool, in place of the choice. */
const OVERRIDE = 'INKROOM_GPU_POOL_ENGINE';
/** What it takes. The two that are no GPU are for trying the pool out without one, and are shown as what they are. */
const NAMED: Record<string, { name: EngineName; standsIn: boolean }> = {
  'tfjs-node-gpu': { name: 'tfjs-node-gpu', standsIn: false },
  webgpu: { name: 'webgpu', standsIn: false },
  'webgpu-software': { name: 'webgpu-software', standsIn: true },
  'onnx-cpu': { name: 'onnx', standsIn: true },
};

/**
 * Finds the engine that a worker of this pool trains with: the first that works here, or the one that
 * INKROOM_GPU_POOL_ENGINE names.
 * @param probe opens an engine on trial
 * @returns `engine_unavailable` with a message that says for each engine what is missing
 */
export async function chooseEngine(
  pool: PoolName,
  env: Record<string, string | undefined>,
  probe: (engine: EngineName, threads: number) => Promise<Result<EngineDescription>> = (engine, threads) =>
    probeEngine(engine, threads, PROBE_MS),
): Promise<Result<WorkerEngine>> {
  const override = pool === 'gpu' ? env[OVERRIDE] : undefined;
  const named = override ? NAMED[override] : undefined;
  if (override && !named) {
    return fail('engine_unavailable', {}, `${OVERRIDE} knows ${Object.keys(NAMED).join(', ')}, not "${override}".`);
  }
  const threads = trainingThreads(env);
  const passedOver: PassedOverEngine[] = [];
  for (const name of named ? [named.name] : PREFERRED[pool]) {
    const found = name === 'onnx' ? ok(describeCpu()) : await probe(name, threads);
    if (found.ok) {
      const { device, memoryBytes } = found.value;
      const onCpu = name === 'onnx' ? threads : 0;
      return ok({ name, device, threads: onCpu, memoryBytes, override: named?.standsIn ?? false, passedOver });
    }
    passedOver.push({ engine: name, missing: lackOf(found.error), reason: found.error.message });
  }
  const reasons = passedOver.map(({ engine, reason }) => `${engine}: ${reason}`);
  return fail('engine_unavailable', { passedOver }, `No engine works here. ${reasons.join(' ')}`);
}

/** ONNX Runtime's CPU engine is a dependency and runs everywhere: there is nothing to try. */
function describeCpu(): Pick<EngineDescription, 'device' | 'memoryBytes'> {
  return { device: cpus()[0]?.model.trim() || 'CPU', memoryBytes: totalmem() };
}

function lackOf({ details }: CodedError): EngineLack {
  return ENGINE_LACKS.find((lack) => lack === details?.missing) ?? 'crashed';
}
