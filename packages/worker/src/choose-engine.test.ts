import type { EngineName } from '@inkroom/engine';
import { fail, ok } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { chooseEngine } from './choose-engine.js';

/** A machine on which only these engines work, each with its speed. */
function machine(working: Partial<Record<EngineName, number>>) {
  return async (engine: EngineName) => {
    const samplesPerSecond = working[engine];
    if (samplesPerSecond === undefined) return fail('engine_unavailable', { missing: 'gpu' }, `no ${engine} here`);
    const description = { engine, device: `a device for ${engine}`, threads: 1, memoryBytes: 8 };
    return ok({ description, samplesPerSecond });
  };
}

describe('chooseEngine', () => {
  it('takes the one that trains fastest, whichever that is', async () => {
    for (const fastest of ['onnx-cuda', 'onnx-webgpu', 'tfjs-node-gpu'] as const) {
      const speeds = { 'onnx-cuda': 900, 'onnx-webgpu': 800, 'tfjs-node-gpu': 700, [fastest]: 1200 };
      expect(await chooseEngine('gpu', {}, machine(speeds))).toMatchObject({
        ok: true,
        value: { name: fastest, device: `a device for ${fastest}`, threads: 0, memoryBytes: 8, override: false },
      });
    }
  });

  it('says why the others were passed over: what they lack, or how much slower they are', async () => {
    const chosen = await chooseEngine('gpu', {}, machine({ 'onnx-webgpu': 1234.4, 'tfjs-node-gpu': 800 }));
    expect(chosen.ok && chosen.value.passedOver).toEqual([
      { engine: 'onnx-cuda', missing: 'gpu', reason: 'no onnx-cuda here' },
      {
        engine: 'tfjs-node-gpu',
        missing: 'slower',
        reason: 'It trained on 800 images of the CNN a second, onnx-webgpu on 1,234.',
      },
    ]);
  });

  it('never takes software for a GPU by itself, and says for each engine what is missing', async () => {
    const chosen = await chooseEngine('gpu', {}, machine({ 'onnx-webgpu-software': 1, onnx: 5 }));
    expect(chosen).toMatchObject({ ok: false, error: { code: 'engine_unavailable' } });
    const message = chosen.ok ? '' : chosen.error.message;
    for (const name of ['onnx-cuda', 'onnx-webgpu', 'tfjs-node-gpu']) expect(message).toContain(`no ${name} here`);
  });

  it.each([
    ['onnx-webgpu', 'onnx-webgpu', false],
    ['tfjs-node-gpu', 'tfjs-node-gpu', false],
    ['onnx-webgpu-software', 'onnx-webgpu-software', true],
    ['onnx-cpu', 'onnx', true],
  ])('obeys INKROOM_GPU_POOL_ENGINE=%s', async (named, name, override) => {
    const probe = machine({ 'onnx-cuda': 9, 'tfjs-node-gpu': 5, 'onnx-webgpu': 5, 'onnx-webgpu-software': 1 });
    const chosen = await chooseEngine('gpu', { INKROOM_GPU_POOL_ENGINE: named }, probe);
    expect(chosen).toMatchObject({ ok: true, value: { name, override, passedOver: [] } });
  });

  it('does not fall back from an engine that was named', async () => {
    const chosen = await chooseEngine('gpu', { INKROOM_GPU_POOL_ENGINE: 'onnx-webgpu' }, machine({ 'onnx-cuda': 5 }));
    expect(chosen.ok ? '' : chosen.error.message).toContain('no onnx-webgpu here');
  });

  it('refuses a name that is none', async () => {
    const chosen = await chooseEngine('gpu', { INKROOM_GPU_POOL_ENGINE: 'abacus' }, machine({}));
    expect(chosen.ok ? '' : chosen.error.message).toContain('abacus');
  });

  it('trains the CPU pool on the CPU, whatever the GPU pool is told', async () => {
    const env = { INKROOM_GPU_POOL_ENGINE: 'onnx-webgpu', WORKER_THREADS: '3' };
    const device = expect.any(String);
    expect(await chooseEngine('cpu', env, machine({}))).toMatchObject({
      ok: true,
      value: { name: 'onnx', device, threads: 3, override: false, memoryBytes: expect.any(Number) },
    });
  });
});
