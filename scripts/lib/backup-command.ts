import { resolve } from 'node:path';
import { BackupRefused, runBackupCommand } from '@inkroom/store';
import { PlainError } from './plain-error.mjs';
import { withOwnRedis } from './redis/own.ts';

/** Carries out `backup` or `restore` with the arguments of this process, against this inkroom's Redis, and ends it. */
export async function backupCommand(order: 'backup' | 'restore'): Promise<never> {
  // npm runs scripts at the root of the project; the file is named from where somebody typed.
  const from = process.env.INIT_CWD ?? process.cwd();
  const args = process.argv.slice(2).map((arg) => (arg.startsWith('-') ? arg : resolve(from, arg)));
  try {
    await withOwnRedis((url) => runBackupCommand([order, ...args], url, { say: (line) => console.error(line) }));
  } catch (thrown) {
    throw thrown instanceof BackupRefused ? new PlainError(thrown.message) : thrown;
  }
  process.exit(0);
}
