import { expect, it } from 'vitest';
import { redisAdvice } from './advice.ts';

it.each([
  ['ID=debian', 'sudo apt-get install redis-server'],
  ['ID=ubuntu\nID_LIKE=debian', 'sudo apt-get install redis-server'],
  ['ID=linuxmint\nID_LIKE="ubuntu debian"', 'sudo apt-get install redis-server'],
  ['ID=fedora', 'sudo dnf install valkey'],
  ['ID="rocky"\nID_LIKE="rhel centos fedora"', 'sudo dnf install redis'],
  ['ID=arch', 'sudo pacman -S valkey'],
  ['ID=alpine', 'sudo apk add valkey'],
  ['ID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"', 'sudo zypper install valkey'],
  ['ID=nixos', "from your system's packages"],
  ['', "from your system's packages"],
])('names the command of a Linux that says %j', (osRelease, command) => {
  expect(redisAdvice('linux', osRelease, false)).toContain(command);
});

it("names root's command without sudo", () => {
  expect(redisAdvice('linux', 'ID=alpine', true)).toBe('`apk add valkey` installs one');
});

it('names Homebrew on macOS and WSL on Windows', () => {
  expect(redisAdvice('darwin', '', false)).toContain('brew install redis');
  expect(redisAdvice('win32', '', false)).toContain('wsl --install');
});
