/**
 * Behaves as `docker` does for what we ask of it, so that tests need no daemon: `node THIS HOME REDIS-SERVER ARGUMENT...`. A
 * container is a process of the machine's own Redis server that outlives its client; a volume is a folder in HOME.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [home = '', server = '', verb = '', ...args] = process.argv.slice(2);

/** @param {string} name */
const after = (name) => args[args.indexOf(name) + 1] ?? '';

switch (verb) {
  case 'ps':
    break;
  case 'image':
    process.exitCode = existsSync(join(home, 'image')) ? 0 : 1;
    break;
  case 'pull':
    writeFileSync(join(home, 'image'), '');
    break;
  case 'rm':
    remove(join(home, `${args.at(-1)}.pid`));
    break;
  case 'run':
    run();
    break;
  default:
    throw new Error(`docker ${verb} is not stood in for`);
}

function run() {
  const container = join(home, `${after('--name')}.pid`);
  if (existsSync(container)) {
    console.error('the container name is already in use');
    process.exit(125);
  }
  const [, published = '', inside = ''] = after('--publish').split(':');
  const [volume = '', mounted = ''] = after('--volume').split(':');
  mkdirSync(join(home, volume), { recursive: true });
  const command = args.slice(args.indexOf('redis-server') + 1);
  const options = command.map((each) => (each === inside ? published : each === mounted ? join(home, volume) : each));
  const child = spawn(server, options, { detached: true, stdio: 'ignore' });
  writeFileSync(container, String(child.pid));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.once('exit', (code) => {
    rmSync(container, { force: true });
    process.exit(code ?? 137);
  });
}

/** @param {string} container */
function remove(container) {
  if (!existsSync(container)) return;
  try {
    process.kill(Number(readFileSync(container, 'utf8')), 'SIGKILL');
  } catch {
    // Ended by itself.
  }
  rmSync(container, { force: true });
}
