/**
 * `npm run simulate -- [--rooms 1,20,100] [--drawing 0.4] [--seconds 120] [--yen 2000]`: what so many classes at once take of gateways,
 * Redis, workers and network, from what was measured; as inkroom is, and as it could be (docs/capacity.md).
 */
import { parseArgs } from 'node:util';
import { PlainError } from './lib/plain-error.mjs';
import { gatewayShare, kilobytesToEach } from './simulate/costs.ts';
import { WITHHELD } from './simulate/figures.ts';
import { mostRooms, planFor } from './simulate/plan.ts';

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    rooms: { type: 'string', default: '1,2,5,10,20,50,100,1000' },
    drawing: { type: 'string', default: '0.4' },
    seconds: { type: 'string', default: '120' },
    yen: { type: 'string', default: '2000' },
  },
});
const number = (name: 'drawing' | 'seconds' | 'yen'): number => {
  const value = Number(values[name]);
  if (!(value > 0)) throw new PlainError(`--${name} takes a number above 0, not "${values[name]}"`);
  return value;
};
const [drawing, seconds, yen] = [number('drawing'), number('seconds'), number('yen')];

const { drawers } = WITHHELD;
const foretold = { gateway: gatewayShare({ drawers, people: drawers }), kilobytes: kilobytesToEach(drawers) };
console.log(
  `${drawers} who draw in one room, which made no part of the model: ${percent(foretold.gateway)} of a core foretold, ${percent(WITHHELD.gateway)} measured; ` +
    `${foretold.kilobytes.toFixed(1)} kB/s to each foretold, ${WITHHELD.kilobytes} measured`,
);
const fixed = { drawing, seconds };
console.log(`one Redis, people by cookie: ${mostRooms({ ...fixed, together: false }, 1)} classes at once at most`);
console.log(
  `one Redis, a class at one gateway: ${mostRooms({ ...fixed, together: true }, 1)} classes at once at most\n`,
);

const DESIGNS = [
  ['as it is: one Redis, people by cookie', false, 1],
  ['a class at one gateway, rooms by hash over many Redis', true, Number.POSITIVE_INFINITY],
] as const;
for (const [name, together, redisesMax] of DESIGNS) {
  console.log(name);
  console.log('| classes | people | gateways | Redis | worker cores | Mbit/s | cores | yen a class and month |');
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const rooms of values.rooms.split(',').map(Number)) {
    const plan = planFor({ ...fixed, rooms, together }, redisesMax);
    const cells = plan
      ? [
          plan.people,
          `${plan.design.gateways} (${percent(plan.gateway)})`,
          `${plan.design.redises} (${percent(plan.redis)})`,
          plan.workers.toFixed(1),
          plan.megabits.toFixed(0),
          plan.cores,
          Math.round((plan.cores * yen) / rooms),
        ]
      : ['does not hold', '', '', '', '', '', ''];
    console.log(`| ${[rooms, ...cells].join(' | ')} |`);
  }
  console.log('');
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
