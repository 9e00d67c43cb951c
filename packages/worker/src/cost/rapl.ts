import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where Linux shows the energy counters of the processor packages (RAPL); since 2020 only root may read them. */
export const POWERCAP = '/sys/class/powercap';
/** A whole package; `intel-rapl:0:0` would be a part of one that is counted in it already. */
const PACKAGE = /^intel-rapl:\d+$/;

interface Counter {
  path: string;
  /** The counter starts again at zero after this, microjoules. */
  range: number;
  last: number;
}

/** Counts the energy that the machine's processors take, from when it is opened. */
export class RaplCounter {
  #joules = 0;

  private constructor(readonly counters: Counter[]) {}

  /** Null where the machine has no counters, or this process may not read them. */
  static open(folder = POWERCAP): RaplCounter | null {
    try {
      const packages = readdirSync(folder).filter((name) => PACKAGE.test(name));
      const counters = packages.map((name): Counter => {
        const path = join(folder, name, 'energy_uj');
        return { path, range: readNumber(join(folder, name, 'max_energy_range_uj')), last: readNumber(path) };
      });
      return counters.length > 0 ? new RaplCounter(counters) : null;
    } catch {
      return null;
    }
  }

  /** Joules so far. To be asked every few minutes, for a counter that starts again twice in between loses a round. */
  joules(): number {
    for (const counter of this.counters) {
      const now = readOr(counter.path, counter.last);
      const risen = now >= counter.last ? now - counter.last : now + counter.range - counter.last;
      this.#joules += risen / 1e6;
      counter.last = now;
    }
    return this.#joules;
  }
}

/** A counter that cannot be read at the moment stands still; no run ends for it. */
function readOr(path: string, otherwise: number): number {
  try {
    return readNumber(path);
  } catch {
    return otherwise;
  }
}

function readNumber(path: string): number {
  const value = Number(readFileSync(path, 'utf8'));
  if (!Number.isFinite(value)) throw new Error(`${path} holds no number`);
  return value;
}
