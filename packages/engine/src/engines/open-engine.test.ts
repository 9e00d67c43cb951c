import { afterAll, describe, expect, it } from 'vitest';
import { describeEngineConformance } from './engine.conformance.js';
import { type EngineName, usesGpu } from './engine.js';
import { openEngine } from './open-engine.js';
import { openRemoteEngine } from './remote-engine.conformance.js';

describe('openEngine', () => {
  it('opens the CPU engine with the threads it is told', async () => {
    const opened = await openEngine('onnx', { threads: 3 });
    expect(opened.ok && opened.value.describe()).toMatchObject({ engine: 'onnx', threads: 3 });
  });
});

/** On a machine with a GPU: its engines by name, with commas between them. */
for (const name of (process.env.INKROOM_TEST_GPU_ENGINES ?? '').split(',').filter(Boolean) as EngineName[]) {
  describe('on the GPU of this machine', () => {
    let close = () => {};
    afterAll(() => close());
    const isSlow = !usesGpu(name);
    const open = async () => {
      const remote = await openRemoteEngine(name, process.env);
      close = remote.close;
      return remote.engine;
    };
    describeEngineConformance(name, open, { isSlow });
  });
}
