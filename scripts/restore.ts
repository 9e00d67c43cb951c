/** `npm run restore -- FILE [--replace]`: puts the rooms of a backup back. */
import { backupCommand } from './lib/backup-command.ts';

await backupCommand('restore');
