import { join } from 'node:path';
import { execa, execaSync } from 'execa';
import { expect, it } from 'vitest';
import { freeLoopbackPort } from '../../scripts/lib/ports.ts';
import { root } from '../../scripts/lib/root.mjs';

const CHECK = join(root, 'deploy/healthcheck.mjs');
const SERVER = `
  const wrong = { '/wrong': 503 };
  require('http').createServer(({ url }, to) => to.writeHead(wrong[url] ?? 200).end()).listen(process.env.PORT)`;
/** Process ids of its own, as a container has them: the shell is the init. */
const CONTAINER = ['--pid', '--fork', '--mount-proc', '--kill-child'];
const canContain = !execaSync('unshare', [...CONTAINER, 'true'], { reject: false }).failed;

it.skipIf(!canContain)('R1: the health check of a container ends a part that hangs, and no other', async () => {
  const port = await freeLoopbackPort();
  const script = `
    node -e "$SERVER" & part=$!
    until node "$CHECK" /; do echo starting; done
    node "$CHECK" /wrong; echo "wrong: $?"
    kill -0 $part && echo lives
    kill -STOP $part
    node "$CHECK" /; echo "hung: $?"
    wait $part; echo "part: $?"`;
  const { stdout } = await execa('unshare', [...CONTAINER, 'sh', '-c', script], {
    env: { PORT: `${port}`, CHECK, SERVER },
    reject: false,
  });
  expect(stdout.split('\n').filter((line) => line !== 'starting')).toEqual([
    'wrong: 1',
    'lives',
    'hung: 1',
    'part: 137',
  ]);
});
