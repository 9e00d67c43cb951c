import { readRedisUrl } from '../settings.js';
import { runBackupCommand } from './backup-command.js';
import { BackupRefused } from './backup-file.js';

/** The program in the images: `node packages/store/dist/backup/main.js backup FILE`. Standard output is for the backup alone. */
try {
  await runBackupCommand(process.argv.slice(2), readRedisUrl(process.env), { say: (line) => console.error(line) });
} catch (thrown) {
  console.error(thrown instanceof BackupRefused ? thrown.message : thrown);
  process.exit(1);
}
