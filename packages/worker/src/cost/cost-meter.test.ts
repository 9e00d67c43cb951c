import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunCost, readRates } from '@inkroom/shared';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CostMeter, type CostMeterOptions } from './cost-meter.js';
import { RaplCounter } from './rapl.js';

const RATES = readRates({
  INKROOM_PRICE_CPU_PER_HOUR: '36',
  INKROOM_PRICE_GPU_PER_HOUR: '360',
  INKROOM_WATTS_PER_CPU: '10',
  INKROOM_WATTS_PER_GPU: '100',
});
const USAGE = { cpuSeconds: 180, peakMemoryBytes: 1000 };

describe('CostMeter', () => {
  let now = 0;
  let busy = 0;
  function meter(over: Partial<CostMeterOptions> = {}): CostMeter {
    now = 0;
    busy = 0;
    return new CostMeter({
      rates: RATES,
      pool: 'cpu',
      usesGpu: false,
      before: null,
      rapl: null,
      gpuPower: null,
      now: () => now,
      busySeconds: () => busy,
      ...over,
    });
  }

  it('prices the time and estimates the energy, and says that it does', () => {
    const cost = meter();
    now = 100_000;
    cost.used(USAGE);
    expect(cost.read()).toEqual({
      wallSeconds: 100,
      cpuSeconds: 180,
      gpuSeconds: 0,
      peakMemoryBytes: 1000,
      energyWh: 0.5,
      energyMeasured: false,
      money: 1,
      currency: 'JPY',
    } satisfies RunCost);
  });

  it('counts the GPU’s time and power in its pool', () => {
    const cost = meter({ pool: 'gpu', usesGpu: true });
    now = 36_000;
    cost.used({ cpuSeconds: 36, peakMemoryBytes: 1 });
    expect(cost.read()).toMatchObject({ gpuSeconds: 36, money: 3.6, energyMeasured: false });
    expect(cost.read().energyWh).toBeCloseTo(1.1);
    const measured = meter({ pool: 'gpu', usesGpu: true, gpuPower: { joules: () => 7200, close: () => {} } });
    expect(measured.read()).toMatchObject({ energyWh: 2, energyMeasured: false });
  });

  it('goes on from what the run has cost elsewhere', () => {
    const first = meter();
    now = 100_000;
    first.used(USAGE);
    const second = meter({ before: first.read() });
    now = 50_000;
    second.used({ cpuSeconds: 20, peakMemoryBytes: 10 });
    expect(second.read()).toMatchObject({ wallSeconds: 150, cpuSeconds: 200, peakMemoryBytes: 1000, money: 1.5 });
  });

  describe('where the processors count their energy', () => {
    let folder: string;
    const count = (microjoules: number) => writeFile(join(folder, 'intel-rapl:0', 'energy_uj'), `${microjoules}\n`);
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'inkroom-rapl-'));
      for (const name of ['intel-rapl:0', 'intel-rapl:0:0']) {
        await mkdir(join(folder, name));
        await writeFile(join(folder, name, 'max_energy_range_uj'), '10000000000\n');
        await writeFile(join(folder, name, 'energy_uj'), '0\n');
      }
      await count(9_000_000_000);
    });
    afterEach(() => rm(folder, { recursive: true }));

    it('takes the run’s share of them, also when a counter starts again', async () => {
      const cost = meter({ rapl: RaplCounter.open(folder) });
      await count(9_360_000_000);
      busy = 20;
      cost.used({ cpuSeconds: 10, peakMemoryBytes: 1 });
      expect(cost.read()).toMatchObject({ energyMeasured: true });
      expect(cost.read().energyWh).toBeCloseTo(0.05);
      // 640 J to the end of the range, and 80 J after it; all of it this run's.
      await count(80_000_000);
      busy = 30;
      cost.used({ cpuSeconds: 20, peakMemoryBytes: 1 });
      expect(cost.read().energyWh).toBeCloseTo(0.25);
    });

    it('stands still while a counter cannot be read', async () => {
      const cost = meter({ rapl: RaplCounter.open(folder) });
      await count(9_360_000_000);
      cost.used({ cpuSeconds: 1, peakMemoryBytes: 1 });
      await rm(join(folder, 'intel-rapl:0', 'energy_uj'));
      cost.used({ cpuSeconds: 2, peakMemoryBytes: 1 });
      expect(cost.read().energyWh).toBeCloseTo(0.1);
    });

    it('is not measured where they may not be read', async () => {
      expect(RaplCounter.open(join(folder, 'nowhere'))).toBeNull();
      await rm(join(folder, 'intel-rapl:0', 'max_energy_range_uj'));
      expect(RaplCounter.open(folder)).toBeNull();
    });
  });
});
