import type { RunRequest } from '@inkroom/shared';
import { nanoid } from 'nanoid';

/** A request for a small run, or an impossible one. */
export function runRequest(over: Partial<Record<keyof RunRequest, unknown>> = {}) {
  const spec = { architecture: 'mlp', epochs: 1, batchSize: 32, learningRate: 0.001, dataset: 'mnist' };
  return { requestId: nanoid(), spec: { ...spec, startFrom: 'scratch', pool: 'cpu', ...over } };
}
