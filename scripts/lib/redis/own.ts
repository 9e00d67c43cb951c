import { join } from 'node:path';
import { execa } from 'execa';
import { exitOnSignal } from '../exit-on-signal.ts';
import { freeLoopbackPort } from '../ports.ts';
import { RunRecord, readRunning } from '../run-record.ts';
import { stateDirectory } from '../state.ts';
import { waitForRedis } from './address.ts';
import { findRedis } from './find.ts';

/**
 * Does something with the Redis of this inkroom: the one at REDIS_URL, that of the `npm start` that runs from this folder, or, where none
 * runs, one that is started for as long as it takes.
 */
export async function withOwnRedis(use: (url: string) => Promise<void>): Promise<void> {
  const record = join(stateDirectory(), 'run.json');
  const known = process.env.REDIS_URL || readRunning(record)?.redis;
  if (known) return use(known);
  const claimed = await RunRecord.claim(record, (line) => console.error(line));
  const { command, args, url } = (await findRedis()).launch(await freeLoopbackPort(), join(stateDirectory(), 'redis'));
  const server = execa(command, args, {
    detached: true,
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'ignore',
    reject: false,
  });
  if (server.pid) claimed.parts(new Map([['redis', server.pid]]));
  // In a group of its own, it hears no Ctrl-C.
  exitOnSignal();
  const end = () => {
    server.kill('SIGTERM');
    claimed.release();
  };
  process.once('exit', end);
  try {
    await waitForRedis(url);
    await use(url);
  } finally {
    process.off('exit', end);
    server.kill('SIGTERM');
    await server;
    claimed.release();
  }
}
