import { Attacker, type Target } from './attacks.ts';

/** A process of its own, so that what it has to do is not felt by those whose time is measured. */
process.once('message', (target: Target) => {
  const attacker = new Attacker(target);
  attacker.begin();
  process.once('message', () => {
    attacker.stop();
    process.send!(attacker.outcome, () => process.exit(0));
  });
});
process.once('disconnect', () => process.exit(1));
