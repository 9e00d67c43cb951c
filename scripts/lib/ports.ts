import getPort, { portNumbers } from 'get-port';
import { SCRIPT_LIMITS } from './limits.ts';
import { PlainError } from './plain-error.mjs';

/**
 * The port a part shall listen on. One that was asked for by environment is taken or refused, for someone counts on it;
 * a default one that is taken moves to the next free one, said aloud.
 *
 * @param variable name of the environment variable, as in `PORT`
 * @throws PlainError where the variable is no port number or its port is taken.
 */
export async function choosePort(
  variable: string,
  fallback: number,
  say: (line: string) => void,
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const asked = env[variable];
  if (asked !== undefined && asked !== '') {
    const port = Number(asked);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new PlainError(`${variable}=${asked} is no port number (1 to 65535)`);
    }
    if (!(await isFree(port))) {
      throw new PlainError(
        `port ${port} (${variable}) is already taken; end what listens there or choose another ${variable}`,
      );
    }
    return port;
  }
  const last = Math.min(65_535, fallback + SCRIPT_LIMITS.portsTried);
  const port = await getPort({ port: portNumbers(fallback, last) });
  if (port !== fallback) say(`port ${fallback} is taken; using ${port} instead (${variable} chooses one)`);
  return port;
}

/** A free port that only this machine can reach. */
export function freeLoopbackPort(): Promise<number> {
  return getPort({ host: '127.0.0.1' });
}

async function isFree(port: number): Promise<boolean> {
  return (await getPort({ port })) === port;
}
