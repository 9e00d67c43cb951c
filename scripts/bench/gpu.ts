import { availableParallelism } from 'node:os';
import { ENGINE_NAMES, type EngineName } from '@inkroom/engine';
import { type PresetName, presetSchema, RECOMMENDED } from '@inkroom/shared';
import { execa } from 'execa';
import { root } from '../lib/root.mjs';
import { MeasuredEngine } from './gpu/measured-engine.ts';
import type { BenchResult } from './result.ts';

/** Batch sizes that are tried until a device trains on more samples a second than the CPU does with the same. */
const BATCH_SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];
/** How long a speed is measured at most, ms. */
const SPEED_MS = 10_000;
const BREAK_EVEN_MS = 2_000;

type Progress = (share: number, detail: string) => void;

/**
 * Every engine that is not the CPU's: whether it passes the conformance suite, how many samples a second it trains on with each
 * ready-made network beside the CPU, and the smallest batch at which it is faster. One that does not work here says why.
 */
export async function benchGpu(progress: Progress): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  const names = ENGINE_NAMES.filter((name) => name !== 'onnx');
  const threads = availableParallelism();
  const cpu = await MeasuredEngine.open('onnx', threads);
  try {
    for (const [i, name] of names.entries()) {
      const share = (part: number) => (i + part) / names.length;
      progress(share(0), `opening ${name}`);
      const engine = await MeasuredEngine.open(name, threads);
      try {
        results.push(...(await measured(engine, cpu, (part, detail) => progress(share(part), detail))));
      } finally {
        engine.close();
      }
    }
  } finally {
    cpu.close();
  }
  return results;
}

async function measured(engine: MeasuredEngine, cpu: MeasuredEngine, progress: Progress): Promise<BenchResult[]> {
  const { name, found } = engine;
  if ('unavailable' in found) return [single('gpu', { engine: name }, 'available', 0, null, found.unavailable)];
  const params = { engine: name, device: found.device };
  const results: BenchResult[] = [];
  for (const [i, architecture] of presetSchema.options.entries()) {
    progress((0.6 * i) / presetSchema.options.length, `${name}: ${architecture}`);
    const { batchSize } = RECOMMENDED[architecture];
    const question = { architecture, batchSize, maxMs: SPEED_MS };
    for (const one of [engine, cpu]) {
      const speed = await one.speed(question);
      const shown = { ...params, architecture, batchSize, measured: one.name };
      const [value, note] = typeof speed === 'number' ? [Math.round(speed * 10) / 10] : [null, speed.failed];
      results.push(single('gpu training speed', shown, 'samples/s', 50, value, note));
    }
    const breakEven = await breakEvenBatch(engine, cpu, architecture);
    const note = breakEven === null ? `none up to ${BATCH_SIZES.at(-1)} is faster than the CPU` : undefined;
    results.push(single('gpu break-even batch', { ...params, architecture }, 'samples', 1, breakEven, note));
  }
  progress(0.6, `${name}: conformance`);
  results.push(await conformance(name, params));
  return results;
}

/** The smallest batch with which an engine is faster than the CPU; null where none is. */
async function breakEvenBatch(engine: MeasuredEngine, cpu: MeasuredEngine, architecture: PresetName) {
  for (const batchSize of BATCH_SIZES) {
    const question = { architecture, batchSize, maxMs: BREAK_EVEN_MS };
    const [own, ofCpu] = [await engine.speed(question), await cpu.speed(question)];
    // A driver that computes on the CPU is a hundred times slower: no batch makes up for that.
    if (typeof own !== 'number' || typeof ofCpu !== 'number' || own < ofCpu / 50) return null;
    if (own > ofCpu) return batchSize;
  }
  return null;
}

/** Runs the conformance suite as the tests do. */
async function conformance(name: EngineName, params: BenchResult['params']): Promise<BenchResult> {
  const suite = 'packages/engine/src/engines/open-engine.test.ts';
  const run = await execa(
    'npx',
    ['vitest', 'run', '--project', 'unit', suite, '--reporter=json', '-t', 'conformance'],
    {
      cwd: root,
      env: { INKROOM_TEST_GPU_ENGINES: name },
      reject: false,
    },
  );
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(run.stdout.slice(run.stdout.indexOf('{')));
    const note = numFailedTests > 0 ? `${numFailedTests} failed` : undefined;
    return single('gpu conformance', params, 'tests passed', numPassedTests + numFailedTests, numPassedTests, note);
  } catch {
    const reason = run.stderr.split('\n').find((line) => line.trim() !== '') ?? 'vitest did not run';
    return single('gpu conformance', params, 'tests passed', 0, null, reason);
  }
}

function single(
  name: string,
  params: BenchResult['params'],
  unit: string,
  n: number,
  value: number | null,
  note?: string,
): BenchResult {
  return { name, params, unit, n, value, ...(note ? { note } : {}) };
}
