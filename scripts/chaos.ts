/**
 * `npm run chaos -- [--rounds N] [--only FAULT]`: kills, stops, cuts off and slows down gateways, workers, Redis and connections, one after
 * another, while ten people draw. Prints what was acknowledged, lost and doubled, and how long all took to see the same again.
 */
import { parseArgs } from 'node:util';
import { chaos } from '../tests/chaos/chaos.ts';
import { exitOnSignal } from './lib/exit-on-signal.ts';
import { PlainError } from './lib/plain-error.mjs';

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: { rounds: { type: 'string', default: '12' }, only: { type: 'string', default: '' } },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new PlainError(`--rounds ${values.rounds} is no number of rounds`);
exitOnSignal();
process.exit((await chaos({ rounds, only: values.only })) ? 0 : 1);
