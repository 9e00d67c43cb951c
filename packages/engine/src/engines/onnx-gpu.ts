import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { type EngineLack, fail, ok, type Result } from '@inkroom/shared';
import { InferenceSession, listSupportedBackends } from 'onnxruntime-node';
import { buildModel } from '../model/architectures.js';
import { compileStep } from '../tracing/compile-step.js';
import type { EngineDescription, TrainingEngine } from './engine.js';
import { gpuInUse } from './gpu-in-use.js';
import { OnnxEngine } from './onnx-engine.js';

export type OnnxGpuName = 'onnx-webgpu' | 'onnx-webgpu-software' | 'onnx-cuda';

/** Why there is no engine: ONNX Runtime's library for the device, libraries that this needs, a driver, or a GPU behind it. */
export type OnnxGpuLack = Extract<EngineLack, 'native' | 'libraries' | 'driver' | 'gpu'>;

const ADVICE = 'npm run setup:gpu -- --check says what is missing';
const EXPLANATIONS: Record<'webgpu' | 'cuda', Record<OnnxGpuLack, string>> = {
  webgpu: {
    native: 'ONNX Runtime brings no WebGPU for this system.',
    libraries: `WebGPU does not load: ${ADVICE}.`,
    driver: `No driver offers WebGPU a device (Vulkan on Linux, with its loader libvulkan1): ${ADVICE}.`,
    gpu: 'There is only a software driver, no GPU: onnx-webgpu-software names it, for trying things out.',
  },
  cuda: {
    native: 'ONNX Runtime\u2019s library for CUDA 12 is not there: npm run setup:gpu downloads it, on Linux on x86-64.',
    libraries: `ONNX Runtime\u2019s library for CUDA does not load (CUDA 12, cuDNN 9): ${ADVICE}.`,
    driver: `CUDA finds no driver: ${ADVICE}.`,
    gpu: `CUDA loads, but finds no GPU that it can use: ${ADVICE}.`,
  },
};

/**
 * Opens a GPU through ONNX Runtime, by a session of the smallest training step; for training processes only, since some drivers
 * crash and hang.
 * @param name `onnx-webgpu-software` takes a driver that computes on the CPU in place of a GPU: right, but very slow
 * @returns `engine_unavailable` with `details.missing` and a message that says what is missing and how to get it
 */
export async function openOnnxGpu(name: OnnxGpuName): Promise<Result<TrainingEngine>> {
  const device = name === 'onnx-cuda' ? 'cuda' : 'webgpu';
  if (!listSupportedBackends().some((backend) => backend.name === device)) return unavailable(device, 'native');
  // CUDA would multiply with ten bits of mantissa: too few to be held to the other engines, or to a run that is repeated.
  if (device === 'cuda') process.env.NVIDIA_TF32_OVERRIDE ??= '0';
  const smallest = await compileStep(buildModel('custom', 1, []), 1);
  try {
    const session = await InferenceSession.create(smallest.onnx, { executionProviders: [device] });
    // Asked while the session holds its device.
    const described = await descriptionOf(device);
    await session.release();
    if (described.isSoftware !== (name === 'onnx-webgpu-software')) return unavailable(device, 'gpu');
    return ok(new OnnxEngine({ threads: 1, gpu: { name, device, description: described.description } }));
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return unavailable(device, onnxGpuLack(device, reason, hasCudaLibrary()), reason);
  }
}

/** What ONNX Runtime lacks, from what it says. */
export function onnxGpuLack(device: 'webgpu' | 'cuda', reason: string, hasLibrary: boolean): OnnxGpuLack {
  if (device === 'webgpu') return 'driver';
  if (!hasLibrary) return 'native';
  if (/insufficient|driver version|driver/i.test(reason)) return 'driver';
  if (/no CUDA-capable device|CUDA failure/i.test(reason)) return 'gpu';
  return 'libraries';
}

function unavailable(device: 'webgpu' | 'cuda', missing: OnnxGpuLack, reason?: string) {
  return fail('engine_unavailable', { missing, ...(reason ? { reason } : {}) }, EXPLANATIONS[device][missing]);
}

/** CUDA's part of ONNX Runtime is no part of its npm package: its install script fetches it. */
function hasCudaLibrary(): boolean {
  const packageFile = createRequire(import.meta.url).resolve('onnxruntime-node/package.json');
  const { binary } = JSON.parse(readFileSync(packageFile, 'utf8')) as { binary: { napi_versions: number[] } };
  return binary.napi_versions.some((version) =>
    existsSync(
      join(
        dirname(packageFile),
        `bin/napi-v${version}/${process.platform}/${process.arch}/libonnxruntime_providers_cuda.so`,
      ),
    ),
  );
}

/** ONNX Runtime does not tell what it runs on: the device's files that this process holds open do. */
async function descriptionOf(
  device: 'webgpu' | 'cuda',
): Promise<{ isSoftware: boolean; description: Omit<EngineDescription, 'engine'> }> {
  const gpu = await gpuInUse();
  if (gpu) return { isSoftware: false, description: { ...gpu, threads: 1 } };
  const isSoftware = device === 'webgpu' && process.platform === 'linux';
  const description = isSoftware
    ? { device: 'Vulkan on the CPU (software)', threads: 1, memoryBytes: totalmem() }
    : { device: 'GPU', threads: 1, memoryBytes: 0 };
  return { isSoftware, description };
}
