import { existsSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import { describeEngineConformance } from './engine.conformance.js';
import { openRemoteEngine } from './remote-engine.conformance.js';
import { missingWebgpuPart, openWebgpuEngine, type WebgpuPackages } from './webgpu-engine.js';

/** A driver that offers such a device, or none. */
function driver(adapter: { isFallbackAdapter: boolean } | null): () => Promise<WebgpuPackages> {
  const info = {
    vendor: 'acme',
    architecture: '',
    device: '',
    description: 'Acme 3000',
    isFallbackAdapter: false,
    ...adapter,
  };
  const gpu = { requestAdapter: async () => adapter && { info, limits: {} as never, requestDevice: async () => ({}) } };
  return async () => ({ create: () => gpu, globals: {}, WebGPUBackend: tf.KernelBackend as never });
}

describe('openWebgpuEngine', () => {
  const missing = {
    package: Object.assign(new Error("Cannot find package 'webgpu' imported from /app/engine.js"), {
      code: 'ERR_MODULE_NOT_FOUND',
    }),
    native: Object.assign(new Error('/app/node_modules/webgpu/dist/linux-riscv64/dawn.node: cannot open'), {
      code: 'MODULE_NOT_FOUND',
    }),
  } as const;
  it.each(['package', 'native'] as const)('says when the %s is missing', async (part) => {
    expect(missingWebgpuPart(missing[part])).toBe(part);
    const opened = await openWebgpuEngine({ software: false }, () => Promise.reject(missing[part]));
    expect(opened).toMatchObject({ ok: false, error: { code: 'engine_unavailable', details: { missing: part } } });
  });

  it('says when no driver offers a device', async () => {
    const opened = await openWebgpuEngine({ software: false }, driver(null));
    expect(opened).toMatchObject({ ok: false, error: { details: { missing: 'driver' } } });
  });

  it('does not take a software device for a GPU', async () => {
    const opened = await openWebgpuEngine({ software: false }, driver({ isFallbackAdapter: true }));
    expect(opened).toMatchObject({ ok: false, error: { details: { missing: 'gpu' } } });
  });
});

/** Debian's package chromium brings a Vulkan driver that computes on the CPU, and the loader that finds it. */
const CHROMIUM = '/usr/lib/chromium';
const DRIVER = `${CHROMIUM}/vk_swiftshader_icd.json`;

describe.skipIf(!existsSync(DRIVER))('on a software driver', () => {
  let close = () => {};
  afterAll(() => close());

  describeEngineConformance('webgpu', async () => {
    const env = { ...process.env, LD_LIBRARY_PATH: CHROMIUM, VK_DRIVER_FILES: DRIVER };
    const remote = await openRemoteEngine('webgpu-software', env);
    close = remote.close;
    return remote.engine;
  });
});
