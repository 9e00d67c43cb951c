import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findCommand } from '../commands.ts';
import { root } from '../root.mjs';

/** A PATH with nothing on it but what a test puts there: small programs in place of Docker, Homebrew or sudo. */
export class StandIns {
  private constructor(readonly path: string) {}

  static async make(): Promise<StandIns> {
    return new StandIns(await mkdtemp(join(tmpdir(), 'inkroom-path-')));
  }

  /** A shell script that notes its arguments and then does what `body` says. */
  script(name: string, body: string): void {
    const lines = ['#!/bin/sh', `echo "${name} $*" >>'${this.#notes}'`, body];
    writeFileSync(join(this.path, name), lines.join('\n'), { mode: 0o755 });
  }

  /** A Docker whose containers are processes of this machine's Redis server. */
  docker(): void {
    const program = join(root, 'scripts/lib/redis/docker-stand-in.mjs');
    this.script('docker', `exec '${process.execPath}' '${program}' '${this.path}' '${realRedis()}' "$@"`);
  }

  /** Puts this machine's Redis server at a path in here; missing folders are made. */
  redisServer(at: string): string {
    const path = join(this.path, at);
    mkdirSync(join(path, '..'), { recursive: true });
    symlinkSync(realRedis(), path);
    return path;
  }

  /** How the programs were called, in order. */
  calls(): string[] {
    return existsSync(this.#notes) ? readFileSync(this.#notes, 'utf8').trim().split('\n') : [];
  }

  /** Ends what still runs, as after a test that failed, and removes all of it. */
  async remove(): Promise<void> {
    for (const name of await readdir(this.path)) {
      if (!name.endsWith('.pid')) continue;
      try {
        process.kill(Number(await readFile(join(this.path, name), 'utf8')), 'SIGKILL');
      } catch {
        // Ended by itself.
      }
    }
    await rm(this.path, { recursive: true, force: true });
  }

  get #notes(): string {
    return join(this.path, 'calls.txt');
  }
}

/** This machine's own server, on the PATH that the tests were started with. */
const MACHINE_PATH = process.env.PATH;
export function realRedis(): string {
  const found = findCommand('redis-server', MACHINE_PATH) ?? findCommand('valkey-server', MACHINE_PATH);
  if (found === null) throw new Error('these tests need a Redis server on PATH');
  return found;
}
