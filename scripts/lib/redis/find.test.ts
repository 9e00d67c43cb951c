import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findRedis, findRedisProgram } from './find.ts';
import { StandIns } from './stand-ins.ts';

const NO_DAEMON = 'echo "Cannot connect to the Docker daemon" >&2; exit 1';
/** Each stand-in is a process or more. */
const TIMEOUT_MS = 30_000;
const isDebian = existsSync('/etc/debian_version');

let here: StandIns;
beforeEach(async () => {
  here = await StandIns.make();
  vi.stubEnv('PATH', here.path);
  // Nobody's terminal, and nobody's root: what a test finds is what it has put there.
  vi.spyOn(process, 'getuid').mockReturnValue(1000);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await here.remove();
});

/** What would be started. */
const chosen = async () => (await findRedis()).launch(1234, join(here.path, 'data')).words;

/** A Homebrew that puts Redis where the real one does. */
function homebrew(install = `mkdir -p "$0.d/opt/redis/bin" && ln -s /bin/sh "$0.d/opt/redis/bin/redis-server"`): void {
  // Its own folder is its prefix, and the PATH that scripts get here holds none of the system's programs.
  here.script('brew', `PATH=/bin:/usr/bin\nif [ "$1" = --prefix ]; then echo "$0.d"; else ${install}; fi`);
}

/** Debian's tools; `sudo` is the shell line that stands for asking it. */
function debian(sudo: string): void {
  here.script('apt-get', 'exit 0');
  here.script(
    'sudo',
    `PATH=/bin:/usr/bin\n${sudo}\ncase "$*" in *redis-server) ln -s /bin/sh "\${0%/*}/redis-server";; esac`,
  );
}

describe('the Redis that is started', { timeout: TIMEOUT_MS }, () => {
  it('is the one on PATH before all others', async () => {
    here.docker();
    here.redisServer('valkey-server');
    expect(await chosen()).toContain(`${here.path}/valkey-server (on PATH)`);
    expect(here.calls()).toEqual([]);
  });

  it('is a container where Docker runs, with its image fetched once', async () => {
    here.docker();
    homebrew();
    expect(await chosen()).toMatch(/^docker \(container inkroom-redis-\w{8} .*its data in the volume/);
    await chosen();
    expect(here.calls().filter((call) => call.startsWith('docker pull'))).toHaveLength(1);
  });

  it('is a container of Podman where Docker has no daemon', async () => {
    here.script('docker', NO_DAEMON);
    here.script('podman', 'exit 0');
    expect(await chosen()).toMatch(/^podman \(container/);
  });

  it("is Homebrew's where no container runs, installed where it is not there yet", async () => {
    here.script('docker', NO_DAEMON);
    homebrew();
    expect(await chosen()).toContain('opt/redis/bin/redis-server (from Homebrew)');
    await chosen();
    expect(here.calls().filter((call) => call === 'brew install redis')).toHaveLength(1);
  });

  it.runIf(isDebian)("is Debian's, by a sudo that asks for no password", async () => {
    debian('[ "$1" = -n ] || exit 1');
    expect(await chosen()).toContain("redis-server (from Debian's packages)");
  });

  it.runIf(isDebian)('asks sudo for no password where nobody can type one', async () => {
    debian('exit 1');
    await expect(findRedis()).rejects.toThrow('no Redis found');
    expect(here.calls()).toEqual(['sudo -n true']);
  });

  it.runIf(isDebian)('asks sudo for a password at a terminal, saying what for', async () => {
    const terminals = [process.stdin, process.stderr].map((stream) => ({ stream, isTTY: stream.isTTY }));
    for (const { stream } of terminals) stream.isTTY = true;
    debian('[ "$2" = true ] && exit 1');
    try {
      expect(await chosen()).toContain("from Debian's packages");
    } finally {
      for (const { stream, isTTY } of terminals) stream.isTTY = isTTY;
    }
    expect(here.calls()[1]).toMatch(/^sudo -p inkroom installs redis-server .* -v$/);
  });

  it('is looked for no further once the search is ended', async () => {
    homebrew();
    await expect(findRedis(AbortSignal.abort())).rejects.toThrow('aborted');
    expect(here.calls()).toEqual([]);
  });

  it('is none where no way works: one sentence with the command, then why each way failed', async () => {
    here.script('docker', NO_DAEMON);
    homebrew('echo "no bottle available" >&2; exit 1');
    const { message } = await findRedis().then(
      () => expect.fail(),
      (error: Error) => error,
    );
    const [sentence, ...troubles] = message.split('\n');
    expect(sentence).toMatch(/^no Redis found: .*, or set REDIS_URL to the address of one/);
    expect(troubles).toEqual([
      '  docker is here, but runs no containers: Cannot connect to the Docker daemon',
      '  installing redis with Homebrew failed: no bottle available',
    ]);
  });
});

describe('the Redis of tests', () => {
  it('is never a container, and it is said so where there is nothing else', async () => {
    here.docker();
    await expect(findRedisProgram()).rejects.toThrow('take no container');
    expect(here.calls()).toEqual([]);
    homebrew();
    expect((await findRedisProgram()).path).toContain('opt/redis/bin/redis-server');
  });
});
