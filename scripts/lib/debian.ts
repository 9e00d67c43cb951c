import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import { findCommand } from './commands.ts';
import { PlainError } from './plain-error.mjs';
import { startProgress } from './progress.mjs';

/** Debian's switch for "install, but start no service": https://people.debian.org/~hmh/invokerc.d-policyrc.d-specification.txt */
const POLICY = '/usr/sbin/policy-rc.d';
/** How many of apt's last lines a failure shows. */
const FAILURE_LINES = 20;

/** Whether packages can be installed here: a Debian-like system, and we are its root. */
export function canInstallDebian(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && findCommand('apt-get') !== null;
}

/**
 * Installs Debian packages without starting their services, with a progress bar.
 *
 * @throws PlainError with apt's last lines where it fails.
 */
export async function installDebian(packages: readonly string[]): Promise<void> {
  await runApt(`reading Debian's package lists`, ['update']);
  const ownPolicy = !existsSync(POLICY);
  if (ownPolicy) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await runApt(`installing ${packages.join(', ')} from Debian's packages`, [
      'install',
      '-y',
      '--no-install-recommends',
      ...packages,
    ]);
  } finally {
    if (ownPolicy) rmSync(POLICY, { force: true });
  }
}

async function runApt(label: string, args: readonly string[]): Promise<void> {
  const progress = startProgress(label);
  const apt = execa('apt-get', ['-o', 'APT::Status-Fd=3', ...args], {
    env: { DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    buffer: { fd3: false },
    all: true,
    reject: false,
  });
  // apt's machine-readable status: "pmstatus:PACKAGE:PERCENT:TEXT", "dlstatus:N:PERCENT:TEXT".
  const status = apt.stdio[3] as Readable;
  createInterface({ input: status }).on('line', (line) => {
    const [kind, , percent, text] = line.split(':');
    if (kind !== 'pmstatus' && kind !== 'dlstatus') return;
    // Downloading is the first half of the bar, unpacking the second.
    const half = Number(percent) / 200;
    progress.update(kind === 'dlstatus' ? half : 0.5 + half, text?.trim());
  });
  const result = await apt;
  if (result.failed) {
    progress.fail();
    const said = (result.all ?? '').split('\n').slice(-FAILURE_LINES).join('\n');
    throw new PlainError(`apt-get ${args[0]} failed (${result.shortMessage}):\n${said}`);
  }
  progress.done();
}
