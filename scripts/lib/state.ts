import { join, resolve } from 'node:path';
import { root } from './root.mjs';

/**
 * Where this clone keeps what it makes while running: Redis' files, downloaded data. INKROOM_HOME moves
 * it, as for a second, independent inkroom from one clone.
 */
export function stateDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const asked = env.INKROOM_HOME;
  return asked === undefined || asked === '' ? join(root, '.inkroom') : resolve(root, asked);
}
