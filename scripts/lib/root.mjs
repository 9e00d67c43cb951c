import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the repository, wherever a command is called from. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
