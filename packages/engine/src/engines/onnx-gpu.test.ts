import { existsSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { describeEngineConformance } from './engine.conformance.js';
import { gpuInUse } from './gpu-in-use.js';
import { onnxGpuLack } from './onnx-gpu.js';
import { openRemoteEngine } from './remote-engine.conformance.js';

describe('onnxGpuLack', () => {
  it.each([
    ['webgpu', 'Failed to get a WebGPU adapter: No supported adapters', 'driver'],
    ['cuda', 'OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library', 'libraries'],
    ['cuda', 'CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version', 'driver'],
    ['cuda', 'CUDA failure 100: no CUDA-capable device is detected', 'gpu'],
  ] as const)('says of %s and "%s" that it is the %s', (device, reason, lack) => {
    expect(onnxGpuLack(device, reason, true)).toBe(lack);
  });

  it('says when the library for CUDA was never fetched', () => {
    expect(onnxGpuLack('cuda', 'Failed to load shared library', false)).toBe('native');
  });
});

describe('gpuInUse', () => {
  it('finds a GPU by the file of its driver that is open, and none where a driver computes on the CPU', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'inkroom-gpu-'));
    try {
      await symlink('/dev/null', join(folder, '0'));
      expect(await gpuInUse(folder)).toBeNull();
      await symlink('/dev/dri/renderD199', join(folder, '1'));
      expect(await gpuInUse(folder)).toEqual({ device: 'GPU', memoryBytes: 0 });
      await symlink('/dev/nvidiactl', join(folder, '2'));
      expect((await gpuInUse(folder))?.device).toMatch(/\S/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

/** Debian's package chromium brings a Vulkan driver that computes on the CPU, and the loader that finds it. */
const CHROMIUM = '/usr/lib/chromium';
const DRIVER = `${CHROMIUM}/vk_swiftshader_icd.json`;
const HOW_TO_GET_IT = 'apt-get install chromium libvulkan1';
if (!existsSync(DRIVER)) console.warn(`onnx on webgpu is not held to its conformance here: ${HOW_TO_GET_IT}`);
const env = { ...process.env, LD_LIBRARY_PATH: CHROMIUM, VK_DRIVER_FILES: DRIVER };

describe.skipIf(!existsSync(DRIVER))('onnx on webgpu, on a software driver', () => {
  let close = () => {};
  afterAll(() => close());

  it('does not take the driver for a GPU', async () => {
    await expect(openRemoteEngine('onnx-webgpu', env)).rejects.toThrow(/only a software driver/);
  });

  const open = async () => {
    const remote = await openRemoteEngine('onnx-webgpu-software', env);
    close = remote.close;
    return remote.engine;
  };
  describeEngineConformance('onnx-webgpu', open, { isSlow: true });
});
