/** `npm run backup -- FILE`: writes all rooms of this inkroom, with their people, models, runs and keys, into one file. */
import { backupCommand } from './lib/backup-command.ts';

await backupCommand('backup');
