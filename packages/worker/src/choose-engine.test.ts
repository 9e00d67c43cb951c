import type { EngineName } from '@inkroom/engine';
import { fail, ok } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { chooseEngine } from './choose-engine.js';

/** A machine on which only these engines work. */
function machine(...working: EngineName[]) {
  return async (engine: EngineName) =>
    working.includes(engine)
      ? ok({ engine, device: `a device for ${engine}`, threads: 1, memoryBytes: 8 })
      : fail('engine_unavailable', { missing: 'gpu' }, `no ${engine} here`);
}

describe('chooseEngine', () => {
  it('prefers CUDA to WebGPU', async () => {
    expect(await chooseEngine('gpu', {}, machine('tfjs-node-gpu', 'webgpu'))).toMatchObject({
      ok: true,
      value: {
        name: 'tfjs-node-gpu',
        device: 'a device for tfjs-node-gpu',
        threads: 0,
        memoryBytes: 8,
        override: false,
        passedOver: [],
      },
    });
  });

  it('takes the next one that works, and says why not the first', async () => {
    expect(await chooseEngine('gpu', {}, machine('webgpu'))).toMatchObject({
      ok: true,
      value: {
        name: 'webgpu',
        passedOver: [{ engine: 'tfjs-node-gpu', missing: 'gpu', reason: 'no tfjs-node-gpu here' }],
      },
    });
  });

  it('never takes software for a GPU by itself, and says for each engine what is missing', async () => {
    const chosen = await chooseEngine('gpu', {}, machine('webgpu-software'));
    expect(chosen).toMatchObject({ ok: false, error: { code: 'engine_unavailable' } });
    const message = chosen.ok ? '' : chosen.error.message;
    expect(message).toContain('no tfjs-node-gpu here');
    expect(message).toContain('no webgpu here');
  });

  it.each([
    ['webgpu', 'webgpu', false],
    ['webgpu-software', 'webgpu-software', true],
    ['onnx-cpu', 'onnx', true],
  ])('obeys INKROOM_GPU_POOL_ENGINE=%s', async (named, name, override) => {
    const probe = machine('tfjs-node-gpu', 'webgpu', 'webgpu-software');
    const chosen = await chooseEngine('gpu', { INKROOM_GPU_POOL_ENGINE: named }, probe);
    expect(chosen).toMatchObject({ ok: true, value: { name, override, passedOver: [] } });
  });

  it('does not fall back from an engine that was named', async () => {
    const chosen = await chooseEngine('gpu', { INKROOM_GPU_POOL_ENGINE: 'webgpu' }, machine('tfjs-node-gpu'));
    expect(chosen.ok ? '' : chosen.error.message).toContain('no webgpu here');
  });

  it('refuses a name that is none', async () => {
    const chosen = await chooseEngine('gpu', { INKROOM_GPU_POOL_ENGINE: 'abacus' }, machine());
    expect(chosen.ok ? '' : chosen.error.message).toContain('abacus');
  });

  it('trains the CPU pool on the CPU, whatever the GPU pool is told', async () => {
    expect(
      await chooseEngine('cpu', { INKROOM_GPU_POOL_ENGINE: 'webgpu', WORKER_THREADS: '3' }, machine()),
    ).toMatchObject({
      ok: true,
      value: {
        name: 'onnx',
        device: expect.any(String),
        threads: 3,
        override: false,
        memoryBytes: expect.any(Number),
      },
    });
  });
});
