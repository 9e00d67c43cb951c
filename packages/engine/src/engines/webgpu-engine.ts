import { totalmem } from 'node:os';
import { type EngineLack, fail, ok, type Result } from '@inkroom/shared';
import * as tf from '@tensorflow/tfjs';
import type { TrainingEngine } from './engine.js';
import { nvidiaGpu } from './nvidia-gpu.js';
import { TfjsEngine } from './tfjs-engine.js';

const BACKEND = 'webgpu';

/** What of the optional packages `webgpu` (Dawn) and `@tensorflow/tfjs-backend-webgpu` is used here. */
export interface WebgpuPackages {
  create(flags: string[]): Gpu;
  /** Constants such as GPUBufferUsage, which TensorFlow.js expects among the globals. */
  globals: object;
  WebGPUBackend: new (device: object, info: object) => tf.KernelBackend;
}

interface Gpu {
  requestAdapter(options: { powerPreference?: string; forceFallbackAdapter?: boolean }): Promise<Adapter | null>;
}

interface Adapter {
  info: { vendor: string; architecture: string; device: string; description: string; isFallbackAdapter: boolean };
  limits: Readonly<Record<(typeof LIMITS)[number], number>>;
  requestDevice(descriptor: { requiredLimits: Record<string, number> }): Promise<object>;
}

/** Limits of a device are small unless the adapter's are asked for. */
const LIMITS = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const;

/** Why there is no engine: the packages, Dawn's own library, a driver, or hardware behind the driver. */
export type MissingWebgpuPart = Extract<EngineLack, 'package' | 'native' | 'driver' | 'gpu'>;

const EXPLANATIONS: Record<MissingWebgpuPart, string> = {
  package: 'The optional packages webgpu and @tensorflow/tfjs-backend-webgpu are not installed: npm ci installs them.',
  native: 'The package webgpu has no library for this system.',
  driver:
    'No driver offers WebGPU a device (Vulkan on Linux, with its loader libvulkan1): npm run setup:gpu -- --check says more.',
  gpu: 'There is only a software driver, no GPU: webgpu-software names it, for trying things out.',
};

/** Dawn's objects live as long as something refers to the instance; the process does not end by itself while it lives. */
let instance: Gpu | null = null;

/**
 * Opens a GPU of any make through Dawn and makes it the backend of this process; for training processes only, which end by
 * `process.exit`.
 * @param software takes the driver's software device in place of a GPU: right, but very slow
 * @param load imports the packages; they are optional, and nothing else of the engine package refers to them
 * @returns `engine_unavailable` with `details.missing` and a message that says what is missing and how to get it
 */
export async function openWebgpuEngine(
  { software }: { software: boolean } = { software: false },
  load: () => Promise<WebgpuPackages> = loadPackages,
): Promise<Result<TrainingEngine>> {
  try {
    const { create, globals, WebGPUBackend } = await load();
    Object.assign(globalThis, globals);
    instance = create([]);
    exposeGpu(instance);
    const adapter = await instance.requestAdapter(
      software ? { forceFallbackAdapter: true } : { powerPreference: 'high-performance' },
    );
    if (!adapter) return unavailable('driver');
    if (adapter.info.isFallbackAdapter !== software) return unavailable('gpu');
    const requiredLimits = Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]]));
    const device = await adapter.requestDevice({ requiredLimits });
    tf.registerBackend(BACKEND, () => new WebGPUBackend(device, adapter.info));
    if (!(await tf.setBackend(BACKEND))) return unavailable('driver');
    const name = software ? 'webgpu-software' : 'webgpu';
    return ok(new TfjsEngine(name, { ...(await description(adapter.info, software)), threads: 1 }));
  } catch (thrown) {
    return unavailable(missingWebgpuPart(thrown), thrown instanceof Error ? thrown.message : String(thrown));
  }
}

function unavailable(missing: MissingWebgpuPart, reason?: string) {
  return fail('engine_unavailable', { missing, ...(reason ? { reason } : {}) }, EXPLANATIONS[missing]);
}

async function loadPackages(): Promise<WebgpuPackages> {
  // Variables, so that the compiler does not ask for the types of packages that need not be there.
  const [dawn, backend]: string[] = ['webgpu', '@tensorflow/tfjs-backend-webgpu'];
  // TensorFlow.js's package looks for a GPU while it is loaded; Dawn's has to be asked first.
  return { ...(await import(dawn!)), ...(await import(backend!)) } as WebgpuPackages;
}

/** TensorFlow.js asks `navigator.gpu` whether there is WebGPU at all; Node 20 has no navigator, later ones one without. */
function exposeGpu(gpu: Gpu): void {
  const holder = globalThis as { navigator?: object };
  if (!holder.navigator) Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true });
  Object.defineProperty(holder.navigator!, 'gpu', { value: gpu, configurable: true });
}

/** The packages fail in different ways, depending on what is missing. */
export function missingWebgpuPart(thrown: unknown): MissingWebgpuPart {
  const { code, message } = thrown as { code?: string; message?: string };
  if (message?.includes('dawn.node')) return 'native';
  if (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND') return 'package';
  return 'driver';
}

/** WebGPU tells no size of memory: NVIDIA's tool does, and a software device has the machine's. */
async function description({ vendor, device, description }: Adapter['info'], software: boolean) {
  const name = description || device || vendor || 'GPU';
  if (software) return { device: `${name} (software)`, memoryBytes: totalmem() };
  const nvidia = vendor === 'nvidia' ? await nvidiaGpu() : null;
  return nvidia ?? { device: name, memoryBytes: 0 };
}
