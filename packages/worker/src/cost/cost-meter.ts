import { cpus } from 'node:os';
import type { PoolName, Rates, RunCost } from '@inkroom/shared';
import { GpuPowerCounter } from './gpu-power.js';
import { RaplCounter } from './rapl.js';

const SECONDS_PER_HOUR = 3600;
const JOULES_PER_WH = 3600;

/** What a training process has used, as it tells. */
export interface ProcessUsage {
  /** Over all cores, s. */
  cpuSeconds: number;
  peakMemoryBytes: number;
}

export interface CostMeterOptions {
  rates: Rates;
  pool: PoolName;
  /** Whether the engine computes on a GPU. */
  usesGpu: boolean;
  /** What the run has cost on other workers. */
  before: RunCost | null;
  rapl?: RaplCounter | null;
  gpuPower?: Pick<GpuPowerCounter, 'joules' | 'close'> | null;
  /** ms. */
  now?: () => number;
  /** Processor time that the whole machine has been busy for, s. */
  busySeconds?: () => number;
}

/**
 * Adds up what a run costs while it is on this worker. Energy is measured where the machine offers it: the processors'
 * counters (the run's share of them is its share of the busy processor time) and the GPU's power; where one of them is
 * missing it is estimated from time and watts, and the whole figure counts as estimated.
 */
export class CostMeter {
  readonly #options: CostMeterOptions;
  readonly #rapl: RaplCounter | null;
  readonly #gpuPower: Pick<GpuPowerCounter, 'joules' | 'close'> | null;
  readonly #now: () => number;
  readonly #busySeconds: () => number;
  readonly #startedAt: number;
  #usage: ProcessUsage = { cpuSeconds: 0, peakMemoryBytes: 0 };
  #last: { joules: number; busy: number; cpuSeconds: number };
  #cpuJoules = 0;

  constructor(options: CostMeterOptions) {
    this.#options = options;
    this.#rapl = options.rapl === undefined ? RaplCounter.open() : options.rapl;
    this.#gpuPower =
      options.gpuPower === undefined ? (options.usesGpu ? new GpuPowerCounter() : null) : options.gpuPower;
    this.#now = options.now ?? (() => performance.now());
    this.#busySeconds = options.busySeconds ?? machineBusySeconds;
    this.#startedAt = this.#now();
    this.#last = { joules: this.#rapl?.joules() ?? 0, busy: this.#busySeconds(), cpuSeconds: 0 };
  }

  /** Takes the process's latest report; about once a second, so that its share of the machine is known. */
  used(usage: ProcessUsage): void {
    this.#usage = usage;
    if (!this.#rapl) return;
    const now = { joules: this.#rapl.joules(), busy: this.#busySeconds(), cpuSeconds: usage.cpuSeconds };
    const busy = now.busy - this.#last.busy;
    const share = busy > 0 ? Math.min(1, (now.cpuSeconds - this.#last.cpuSeconds) / busy) : 1;
    this.#cpuJoules += (now.joules - this.#last.joules) * share;
    this.#last = now;
  }

  /** What the run has cost so far, on all its workers. */
  read(): RunCost {
    const { rates, pool, usesGpu, before } = this.#options;
    const wallSeconds = (this.#now() - this.#startedAt) / 1000;
    const gpuSeconds = usesGpu ? wallSeconds : 0;
    const { cpuSeconds, peakMemoryBytes } = this.#usage;
    const cpuJoules = this.#rapl ? this.#cpuJoules : cpuSeconds * rates.wattsPerCpu;
    const gpuMeasured = this.#gpuPower?.joules() ?? null;
    const gpuJoules = gpuMeasured ?? gpuSeconds * rates.wattsPerGpu;
    const measured = this.#rapl !== null && (!usesGpu || gpuMeasured !== null);
    return {
      wallSeconds: wallSeconds + (before?.wallSeconds ?? 0),
      cpuSeconds: cpuSeconds + (before?.cpuSeconds ?? 0),
      gpuSeconds: gpuSeconds + (before?.gpuSeconds ?? 0),
      peakMemoryBytes: Math.max(peakMemoryBytes, before?.peakMemoryBytes ?? 0),
      energyWh: (cpuJoules + gpuJoules) / JOULES_PER_WH + (before?.energyWh ?? 0),
      energyMeasured: measured && (before?.energyMeasured ?? true),
      money: (wallSeconds / SECONDS_PER_HOUR) * rates.pricePerHour[pool] + (before?.money ?? 0),
      currency: rates.currency,
    };
  }

  close(): void {
    this.#gpuPower?.close();
  }
}

function machineBusySeconds(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0) / 1000;
}
