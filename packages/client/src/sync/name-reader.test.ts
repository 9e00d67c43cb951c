import { DEFAULT_LIMITS, ok } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { NameReader } from './name-reader.js';

describe('names that were hidden', () => {
  it('R3 are asked for again where somebody was named while the answer was on its way', async () => {
    const model = {
      replica: { confirmed: { names: {} as Record<string, string> } },
      view: { getState: () => ({ people: {}, absent: {} }) },
      limits: DEFAULT_LIMITS,
      set(replica: { confirmed: { names: Record<string, string> } }) {
        model.replica = replica;
      },
    };
    const stored: Record<string, string>[] = [{}, { 'ann-0000': 'Ann' }];
    const connection = {
      async request() {
        const names = stored.shift();
        // The entry comes before the older answer.
        if (stored.length === 1) model.replica = { confirmed: { names: stored[0]! } };
        return ok({ people: [], absent: [], names });
      },
    };
    await new NameReader(model as never, connection as never, {} as never).read();
    expect(model.replica.confirmed.names).toEqual({ 'ann-0000': 'Ann' });
    expect(stored).toEqual([]);
  });
});
