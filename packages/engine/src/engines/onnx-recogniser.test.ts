import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { shippedModels } from '../model/shipped-models.js';
import { OnnxRecogniser } from './onnx-recogniser.js';

const here = dirname(fileURLToPath(import.meta.url));

describe('OnnxRecogniser', () => {
  it('answers every batch size with probabilities', async () => {
    const [model] = await shippedModels();
    const recogniser = await OnnxRecogniser.load(model!.artifact.onnx, { threads: 1 });
    await recogniser.warmUp([1, 4]);
    for (const count of [0, 1, 3, 32]) {
      const scores = await recogniser.predict(new Float32Array(count * 784), count);
      expect(scores.length).toBe(count * 11);
      for (let i = 0; i < count; i++) {
        const sum = scores.subarray(i * 11, i * 11 + 11).reduce((total, score) => total + score, 0);
        expect(sum).toBeCloseTo(1, 5);
      }
    }
    // A mistake of who asks, and not of the model.
    await expect(recogniser.predict(new Float32Array(10), 1)).rejects.toThrow(RangeError);
    await recogniser.dispose();
    await expect(recogniser.predict(new Float32Array(784), 1)).rejects.not.toHaveProperty('coded');
  });

  it('refuses what is no graph', async () => {
    const loading = OnnxRecogniser.load(new TextEncoder().encode('no graph'), { threads: 1 });
    await expect(loading).rejects.toMatchObject({ coded: { code: 'artifact_corrupt' } });
  });

  it('comes without TensorFlow.js', async () => {
    const seen = new Set<string>();
    const visit = async (file: string): Promise<void> => {
      if (seen.has(file)) return;
      seen.add(file);
      const source = await readFile(file, 'utf8');
      for (const [statement, specifier] of source.matchAll(/^(?:import|export)[^;]*? from '([^']+)'/gm)) {
        if (/^(?:import|export) type /.test(statement)) continue;
        expect(specifier, `${file} imports it`).not.toMatch(/^@tensorflow|^protobufjs/);
        const next = join(dirname(file), specifier!.replace(/\.js$/, '.ts'));
        if (specifier!.startsWith('.') && existsSync(next)) await visit(next);
      }
    };
    await visit(join(here, '../recogniser.ts'));
    expect(seen.size).toBeGreaterThan(3);
  });
});
