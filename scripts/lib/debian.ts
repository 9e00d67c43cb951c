import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { findCommand } from './commands.ts';
import { PlainError } from './plain-error.mjs';
import { startProgress } from './progress.mjs';

/** How many of apt's last lines a failure shows. */
const FAILURE_LINES = 20;
/**
 * What root runs; the arguments are the packages. policy-rc.d is Debian's switch for "install, but start no service":
 * https://people.debian.org/~hmh/invokerc.d-policyrc.d-specification.txt. apt tells its status on stdout, all else on stderr; it
 * cannot have a descriptor of its own, because sudo closes them.
 */
const INSTALL = `
  set -e
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    trap 'exit 130' HUP INT TERM
    printf '#!/bin/sh\\nexit 101\\n' >"$policy"
    chmod 755 "$policy"
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update >&2
  apt-get install -y --no-install-recommends -o APT::Status-Fd=3 "$@" 3>&1 >&2
`;

/**
 * Installs Debian packages without starting their services, with a progress bar.
 *
 * @returns false where that is not possible: no Debian-like system, or nobody here who may
 * @throws PlainError with apt's last lines where it fails.
 */
export async function installDebian(packages: readonly string[]): Promise<boolean> {
  if (!existsSync('/etc/debian_version') || findCommand('apt-get') === null) return false;
  const asRoot = await rootCommand(packages);
  if (asRoot === null) return false;
  const progress = startProgress(`installing ${packages.join(', ')} from Debian's packages`);
  const [command, ...args] = [...asRoot, 'sh', '-c', INSTALL, 'sh', ...packages] as [string, ...string[]];
  const apt = execa(command, args, { stdin: 'ignore', reject: false });
  // apt's machine-readable status: "pmstatus:PACKAGE:PERCENT:TEXT", "dlstatus:N:PERCENT:TEXT".
  createInterface({ input: apt.stdout }).on('line', (line) => {
    const [kind, , percent, text] = line.split(':');
    if (kind !== 'pmstatus' && kind !== 'dlstatus') return;
    // Downloading is the first half of the bar, unpacking the second.
    const half = Number(percent) / 200;
    progress.update(kind === 'dlstatus' ? half : 0.5 + half, text?.trim());
  });
  const result = await apt;
  if (result.failed) {
    progress.fail();
    const said = result.stderr.split('\n').slice(-FAILURE_LINES).join('\n');
    throw new PlainError(`apt-get failed (${result.exitCode ?? result.signal}):\n${said}`);
  }
  progress.done();
  return true;
}

/**
 * What stands before a command so that root runs it: nothing for root, else sudo. null where sudo is missing or would ask for
 * a password that nobody is there to type.
 */
async function rootCommand(packages: readonly string[]): Promise<string[] | null> {
  if (process.getuid?.() === 0) return [];
  const sudo = findCommand('sudo');
  if (sudo === null) return null;
  const withoutAsking = [sudo, '-n'];
  const free = await execa(sudo, ['-n', 'true'], { stdin: 'ignore', reject: false });
  if (!free.failed) return withoutAsking;
  if (!process.stdin.isTTY || !process.stderr.isTTY) return null;
  const prompt = `inkroom installs ${packages.join(', ')} from Debian's packages. Password of %p for sudo: `;
  // It remembers the answer for a while, so that no question comes up under the progress bar.
  const asked = await execa(sudo, ['-p', prompt, '-v'], { stdio: 'inherit', reject: false });
  return asked.failed ? null : withoutAsking;
}
