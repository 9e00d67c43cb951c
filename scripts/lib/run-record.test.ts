import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RunRecord, readRunning } from './run-record.ts';

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'inkroom-record-'));
  path = join(directory, 'run.json');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function sleeper() {
  return spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore', detached: true });
}

describe('RunRecord', () => {
  it('keeps a second inkroom from the same folder, and says where the first one is', async () => {
    const record = await RunRecord.claim(path, () => {});
    record.url('http://localhost:3000');
    await expect(RunRecord.claim(path, () => {})).rejects.toThrow('runs at http://localhost:3000');
    record.release();
    expect(existsSync(path)).toBe(false);
  });

  it('tells where the Redis of what runs is, to its owner alone, and nothing once it has ended', async () => {
    const record = await RunRecord.claim(path, () => {});
    record.redis('redis://:secret@127.0.0.1:6379');
    expect(readRunning(path)).toMatchObject({ redis: 'redis://:secret@127.0.0.1:6379' });
    expect(statSync(path).mode & 0o077).toBe(0);
    const content = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...content, owner: { ...content.owner, started: 'earlier' } }));
    expect(readRunning(path)).toBeNull();
  });

  it('ends what a killed inkroom left running, then takes its place', async () => {
    const part = sleeper();
    const ended = once(part, 'exit');
    const record = await RunRecord.claim(path, () => {});
    record.parts(new Map([['gateway', part.pid ?? 0]]));
    // As if its owner had been killed: the same id, an earlier start.
    const content = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...content, owner: { ...content.owner, started: 'earlier' } }));

    const said: string[] = [];
    const next = await RunRecord.claim(path, (line) => said.push(line));
    expect(said).toEqual(['ending what an earlier inkroom left running: gateway']);
    expect((await ended)[1]).toBe('SIGTERM');
    next.release();
  });

  it('leaves a process alone that merely has the id of a former part', async () => {
    const stranger = sleeper();
    const content = {
      owner: { pid: 1, started: 'earlier' },
      url: null,
      parts: { web: { pid: stranger.pid, started: 'earlier' } },
    };
    writeFileSync(path, JSON.stringify(content));
    const said: string[] = [];
    (await RunRecord.claim(path, (line) => said.push(line))).release();
    expect(said).toEqual([]);
    expect(stranger.exitCode).toBeNull();
    const ended = once(stranger, 'exit');
    stranger.kill('SIGKILL');
    await ended;
  });

  it('takes over a record that was cut off while being written', async () => {
    writeFileSync(path, '{"owner":{"pid":');
    (await RunRecord.claim(path, () => {})).release();
  });
});
