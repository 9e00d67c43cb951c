import type { PoolName } from './protocol/runs.js';

/**
 * What time and energy of the pools' machines cost and use where they are not measured. Read once from the environment
 * with `readRates`; the variable of each is in the table.
 */
export interface Rates {
  /** ISO 4217 code of the prices. */
  currency: string;
  /** Price of an hour on a worker's machine. */
  pricePerHour: Readonly<Record<PoolName, number>>;
  /** Power of one busy processor thread, W. */
  wattsPerCpu: number;
  /** Power of a busy GPU, W. */
  wattsPerGpu: number;
}

interface RateDefinition {
  variable: string;
  value: number;
  unit: string;
  why: string;
}

export const RATE_DEFINITIONS = {
  cpuPrice: {
    variable: 'INKROOM_PRICE_CPU_PER_HOUR',
    value: 16,
    unit: 'per hour',
    why: 'about what Amazon asks for two cores in Tokyo: c6i.large on demand, 0.107 USD at 150 yen',
  },
  gpuPrice: {
    variable: 'INKROOM_PRICE_GPU_PER_HOUR',
    value: 107,
    unit: 'per hour',
    why: 'about what Amazon asks for a small GPU in Tokyo: g4dn.xlarge (T4) on demand, 0.71 USD at 150 yen',
  },
  wattsPerCpu: {
    variable: 'INKROOM_WATTS_PER_CPU',
    value: 3.5,
    unit: 'W',
    why: 'a busy virtual core of a data centre by the method of Cloud Carbon Footprint',
  },
  wattsPerGpu: {
    variable: 'INKROOM_WATTS_PER_GPU',
    value: 70,
    unit: 'W',
    why: 'the power limit of a T4; where nvidia-smi answers, its measurement is used',
  },
} as const satisfies Record<string, RateDefinition>;

const CURRENCY = 'INKROOM_CURRENCY';

/**
 * The rates under an environment: each variable of {@link RATE_DEFINITIONS}, and INKROOM_CURRENCY.
 * @throws Error naming the variable when a value is not a number of zero or more, or a currency is not a code of three letters
 */
export function readRates(env: Record<string, string | undefined> = {}): Rates {
  const read = ({ variable, value }: RateDefinition): number => {
    const text = env[variable];
    if (text === undefined || text === '') return value;
    const rate = Number(text);
    if (!Number.isFinite(rate) || rate < 0)
      throw new Error(`${variable} must be a number of zero or more, not "${text}"`);
    return rate;
  };
  const currency = env[CURRENCY] || 'JPY';
  if (!/^[A-Z]{3}$/.test(currency)) throw new Error(`${CURRENCY} must be a code like JPY, not "${currency}"`);
  return {
    currency,
    pricePerHour: { cpu: read(RATE_DEFINITIONS.cpuPrice), gpu: read(RATE_DEFINITIONS.gpuPrice) },
    wattsPerCpu: read(RATE_DEFINITIONS.wattsPerCpu),
    wattsPerGpu: read(RATE_DEFINITIONS.wattsPerGpu),
  };
}
