import { shippedModels } from '@inkroom/engine/recogniser';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { loadModel, type ModelSource } from './load-model.js';

describe('loadModel', () => {
  const source = async (over: Partial<ModelSource>): Promise<ModelSource> => {
    const shipped = new Map((await shippedModels()).map(({ id, artifact }) => [id, artifact.onnx]));
    const log = pino({ level: 'silent' });
    return { redis: undefined as never, shipped, threads: 1, warmUpSizes: [1], log, ...over };
  };

  it('calls a graph corrupt that is none, or is cut off', async () => {
    const [whole] = (await source({})).shipped.values();
    for (const graph of [new TextEncoder().encode('not a model'), whole!.subarray(0, 60_000), new Uint8Array(0)]) {
      const loaded = await loadModel('v', await source({ shipped: new Map([['v', graph]]) }));
      expect(loaded).toMatchObject({ ok: false, error: { code: 'artifact_corrupt', details: { versionId: 'v' } } });
    }
  });

  it('does not blame a sound graph for what goes wrong here, and logs the cause', async () => {
    const lines: string[] = [];
    const log = pino({}, { write: (line) => lines.push(line) });
    const loaded = await loadModel('shipped-mlp', await source({ log, warmUpSizes: [-1] }));
    expect(loaded).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(lines.join()).toContain('RangeError');
  });
});
