import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/**
 * What installs a server, by the ID of os-release, or the first of its ID_LIKE that is known. Where a distribution has left
 * Redis for Valkey, that.
 */
const COMMANDS: Readonly<Record<string, string>> = {
  debian: 'apt-get install redis-server',
  rhel: 'dnf install redis',
  fedora: 'dnf install valkey',
  arch: 'pacman -S valkey',
  alpine: 'apk add valkey',
  suse: 'zypper install valkey',
};

/** How a system tells what it is. https://www.freedesktop.org/software/systemd/man/latest/os-release.html */
const OS_RELEASE = '/etc/os-release';

/**
 * How to get a Redis server on a system, as a clause.
 *
 * @param osRelease content of its os-release; empty where it has none
 * @param isRoot whether the command is for root's shell
 */
export function redisAdvice(
  platform: NodeJS.Platform = process.platform,
  osRelease: string = existsSync(OS_RELEASE) ? readFileSync(OS_RELEASE, 'utf8') : '',
  isRoot: boolean = process.getuid?.() === 0,
): string {
  if (platform === 'darwin') return '`brew install redis` installs one (Homebrew itself is at https://brew.sh)';
  if (platform === 'win32') return 'on Windows inkroom runs in WSL, which `wsl --install` sets up';
  const { ID = '', ID_LIKE = '' } = parseEnv(osRelease);
  const command = [ID, ...ID_LIKE.split(' ')].map((id) => COMMANDS[id]).find((known) => known !== undefined);
  if (command === undefined) return "install redis-server or valkey-server from your system's packages";
  return `\`${isRoot ? '' : 'sudo '}${command}\` installs one`;
}
