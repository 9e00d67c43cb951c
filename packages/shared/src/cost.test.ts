import { describe, expect, it } from 'vitest';
import { RATE_DEFINITIONS, readRates } from './cost.js';

describe('readRates', () => {
  it('knows a price in yen without being told', () => {
    expect(readRates()).toMatchObject({ currency: 'JPY', pricePerHour: { cpu: RATE_DEFINITIONS.cpuPrice.value } });
  });

  it('takes an operator’s own, also for nothing', () => {
    const env = { INKROOM_PRICE_CPU_PER_HOUR: '0', INKROOM_PRICE_GPU_PER_HOUR: '2.5', INKROOM_CURRENCY: 'EUR' };
    expect(readRates(env)).toMatchObject({ currency: 'EUR', pricePerHour: { cpu: 0, gpu: 2.5 } });
  });

  it.each([
    ['INKROOM_PRICE_CPU_PER_HOUR', '-1'],
    ['INKROOM_WATTS_PER_GPU', 'many'],
    ['INKROOM_CURRENCY', 'yen'],
  ])('refuses %s=%s by name', (variable, value) => {
    expect(() => readRates({ [variable]: value })).toThrow(variable);
  });
});
