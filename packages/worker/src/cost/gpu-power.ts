import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const INTERVAL_MS = 1000;
const ARGUMENTS = [
  '--id=0',
  '--query-gpu=power.draw',
  '--format=csv,noheader,nounits',
  `--loop-ms=${INTERVAL_MS}`,
] as const;

/** Sums up the power that NVIDIA's tool reports, from when it is made until it is closed. */
export class GpuPowerCounter {
  readonly #process: ChildProcess;
  readonly #now: () => number;
  #joules: number | null = null;
  #lastAt: number;

  constructor(command = 'nvidia-smi', now: () => number = () => performance.now()) {
    this.#now = now;
    this.#lastAt = now();
    const child = spawn(command, ARGUMENTS, { stdio: ['ignore', 'pipe', 'ignore'] });
    this.#process = child;
    // Where the tool is missing there is nothing to measure.
    child.on('error', () => {});
    createInterface({ input: child.stdout }).on('line', (line) => this.add(Number(line)));
  }

  /** Takes a report of the power that was drawn since the one before, W. */
  add(watts: number): void {
    if (!Number.isFinite(watts)) return;
    const at = this.#now();
    this.#joules = (this.#joules ?? 0) + (watts * (at - this.#lastAt)) / 1000;
    this.#lastAt = at;
  }

  /** Joules so far, or null when nothing was reported. */
  joules(): number | null {
    return this.#joules;
  }

  close(): void {
    this.#process.kill();
  }
}
