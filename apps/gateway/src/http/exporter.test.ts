import { DEFAULT_LIMITS } from '@inkroom/shared';
import { afterEach, describe, expect, it } from 'vitest';
import { Exporter } from './exporter.js';

describe('Exporter', () => {
  let exporter: Exporter;
  afterEach(() => exporter.close());

  it('says so when the store is away, of each export', async () => {
    exporter = new Exporter({ redisUrl: 'redis://127.0.0.1:1', limits: { ...DEFAULT_LIMITS, storageRetryMs: 100 } });
    const answers = await Promise.all([exporter.export('room', 'one', 'onnx'), exporter.export('room', 'two', 'tfjs')]);
    expect(answers).toMatchObject(Array(2).fill({ error: { code: 'storage_unavailable' } }));
  });

  it('leaves nobody waiting when it is closed, and can be asked again', async () => {
    exporter = new Exporter({ redisUrl: 'redis://127.0.0.1:1', limits: DEFAULT_LIMITS });
    for (let i = 0; i < 2; i++) {
      const refused = exporter.export('room', 'one', 'onnx').catch((error: unknown) => error);
      await exporter.close();
      expect(await refused).toBeInstanceOf(Error);
    }
  });
});
