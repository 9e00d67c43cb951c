/**
 * `npm run fuzz -- --seeds A-B [--at-once N]`: fuzzes rooms with real clients, two real gateways and a real Redis. Each seed is a list of
 * what people do and of what befalls them, in a room of its own; all of them share one stack, whose gateways are killed under them.
 *
 * A seed that fails is told with the shortest list of steps that still fails, as far as that is found in time.
 */
import 'fake-indexeddb/auto';
import { parseArgs } from 'node:util';
import { fuzz } from '../tests/fuzz/fuzz.ts';
import { exitOnSignal } from './lib/exit-on-signal.ts';
import { PlainError } from './lib/plain-error.mjs';

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: { seeds: { type: 'string', default: '1-300' }, 'at-once': { type: 'string', default: '24' } },
});
const [first, last = first] = values.seeds.split('-').map(Number) as [number, number?];
const atOnce = Number(values['at-once']);
if (![first, last, atOnce].every(Number.isInteger) || last! < first || atOnce < 1)
  throw new PlainError(
    `--seeds ${values.seeds} --at-once ${values['at-once']}: give two numbers with a dash, and how many at once`,
  );
exitOnSignal();
const failed = await fuzz({ first, last: last!, atOnce });
process.exit(failed > 0 ? 1 : 0);
