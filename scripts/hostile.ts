/**
 * `npm run hostile -- [--seconds N] [--seed N]`: one client tries everything that is wrong on a gateway, a Redis, a worker and the built app,
 * while honest people write. Prints how these fare beside a quiet time before, and ends with 1 where they are kept from writing, or a part
 * dies, grows without bound, or answers with something that is no coded error.
 */
import { parseArgs } from 'node:util';
import { hostile } from '../tests/hostile/hostile.ts';
import { exitOnSignal } from './lib/exit-on-signal.ts';
import { PlainError } from './lib/plain-error.mjs';

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' } },
});
const [seconds, seed] = [Number(values.seconds), Number(values.seed)];
if (!(seconds >= 1) || !Number.isInteger(seed))
  throw new PlainError(`--seconds ${values.seconds} --seed ${values.seed}: give two numbers`);
exitOnSignal();
process.exit((await hostile({ seconds, seed })) ? 0 : 1);
