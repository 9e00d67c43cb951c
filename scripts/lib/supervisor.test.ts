import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { SCRIPT_LIMITS } from './limits.ts';
import { httpProbe, type Probe } from './liveness.ts';
import type { PartLog } from './log.ts';
import { freeLoopbackPort } from './ports.ts';
import { type Part, Supervisor } from './supervisor.ts';

const limits = { ...SCRIPT_LIMITS, backoffFirstMs: 10, backoffMaxMs: 40, crashesMax: 3, holdOutputMs: 2000 };

function recorder() {
  const lines: string[] = [];
  const log: PartLog = {
    line: (part, text) => lines.push(`${part}: ${text}`),
    say: (text) => lines.push(`say: ${text}`),
    warn: (text) => lines.push(`warn: ${text}`),
  };
  return { lines, log };
}

function part(name: string, script: string, stage: number, extra: Partial<Part> = {}): Part {
  return { name, command: process.execPath, args: ['-e', script], cwd: process.cwd(), env: {}, stage, ...extra };
}

const SERVES = `setInterval(() => {}, 1000); process.on('SIGTERM', () => { console.log('bye'); process.exit(0) }); console.log('up')`;

describe('Supervisor', () => {
  it('ends parts from the highest stage to the lowest, each after the one before has ended', async () => {
    const { lines, log } = recorder();
    const supervisor = new Supervisor(log, limits);
    for (const [name, stage] of [
      ['redis', 0],
      ['web', 2],
      ['gateway', 1],
    ] as const)
      supervisor.start(part(name, SERVES, stage));
    await vi.waitFor(() => expect(lines).toHaveLength(3), { timeout: 10_000 });
    await supervisor.stop();
    expect(lines.slice(3)).toEqual(['web: bye', 'gateway: bye', 'redis: bye']);
  }, 20_000);

  it('gives up a part that keeps ending, with its last words, and nobody else', async () => {
    const { lines, log } = recorder();
    const supervisor = new Supervisor(log, limits);
    supervisor.start(part('gateway', SERVES, 0));
    supervisor.failOnGivenUp(['gateway']).catch(() => lines.push('gateway is given up'));
    supervisor.start(part('web', `console.error('no such file'); process.exit(3)`, 1));
    const { message } = await supervisor.failOnGivenUp(['web']).catch((error: Error) => error);
    expect(message).toBe('the start has failed: web does not stay');
    const told = lines.find((line) =>
      line.startsWith('warn: web ended 3 times within 60 s (exit code 3) and is given up'),
    );
    expect(told).toContain('no such file');
    expect(lines.filter((line) => line.startsWith('warn: web ended unexpectedly'))).toHaveLength(2);
    expect(supervisor.isRunning('gateway')).toBe(true);
    await supervisor.stop();
    expect(lines).not.toContain('gateway is given up');
  }, 20_000);

  it('tries a part that was given up again and again, and takes it back once it lasts', async () => {
    const { lines, log } = recorder();
    const supervisor = new Supervisor(log, { ...limits, givenUpMs: 20, lastingMs: 3_000 });
    const given: string[] = [];
    supervisor.on('change', (_running, givenUp) => given.push(givenUp.join()));
    const folder = await mkdtemp(join(tmpdir(), 'inkroom-supervisor-'));
    const missing = `require('fs').statSync('well'); console.log('up'); setInterval(() => {}, 1000)`;
    supervisor.start({ ...part('web', missing, 0), cwd: folder });
    await vi.waitFor(() => expect(lines.filter((line) => line.includes('ended again'))).toHaveLength(2), {
      timeout: 10_000,
    });
    expect(given.at(-1)).toBe('web');
    await writeFile(join(folder, 'well'), '');
    await vi.waitFor(() => expect(lines).toContain('say: web is back'), { timeout: 10_000 });
    expect(given.at(-1)).toBe('');
    await supervisor.stop();
    await rm(folder, { recursive: true });
  }, 20_000);

  it('kills a part that no longer answers, and starts it again', async () => {
    const { lines, log } = recorder();
    const watchful = { ...limits, probeEveryMs: 10, probeTimeoutMs: 300 };
    const supervisor = new Supervisor(log, watchful);
    let pid = 0;
    supervisor.on('change', (running) => {
      pid = running.get('gateway') ?? 0;
    });
    const port = await freeLoopbackPort();
    let answers = 0;
    const probe: Probe = async (timeoutMs) => {
      await httpProbe(`http://127.0.0.1:${port}`)(timeoutMs);
      answers++;
    };
    const server = `require('http').createServer((_, to) => to.end()).listen(${port}, '127.0.0.1')`;
    supervisor.start(part('gateway', server, 0, { probe }));
    await vi.waitFor(() => expect(answers).toBeGreaterThan(0), { timeout: 10_000 });
    expect(lines).toEqual([]);
    const stopped = pid;
    process.kill(stopped, 'SIGSTOP');
    await vi.waitFor(() => expect(lines).toContain('warn: gateway does not answer any more and is killed'), {
      timeout: 10_000,
    });
    answers = 0;
    await vi.waitFor(() => expect(answers).toBeGreaterThan(0), { timeout: 10_000 });
    expect(pid).not.toBe(stopped);
    await supervisor.stop();
  }, 30_000);

  it('waits twice as long before each restart, up to the longest wait', async () => {
    const { lines, log } = recorder();
    const changes: { at: number; runs: boolean }[] = [];
    const supervisor = new Supervisor(log, { ...limits, crashesMax: 6 });
    supervisor.on('change', (running) => changes.push({ at: performance.now(), runs: running.has('web') }));
    supervisor.start(part('web', 'process.exit(3)', 0));
    await supervisor.failOnGivenUp().catch(() => {});
    await supervisor.stop();
    const said = lines.flatMap((line) => /starting it again in ([\d.]+) s/.exec(line)?.[1] ?? []).map(Number);
    expect(said.map((seconds) => seconds * 1000)).toEqual([10, 20, 40, 40, 40]);
    // From each end to the next start: at least what was said, but for the millisecond that a timer may be early.
    const [, ...starts] = changes.filter(({ runs }) => runs);
    const ends = changes.filter(({ runs }) => !runs);
    const early = starts.filter(({ at }, i) => at - ends[i]!.at < said[i]! * 1000 - 1);
    expect(starts).toHaveLength(said.length);
    expect(early).toEqual([]);
  }, 20_000);

  it('kills a part that outlasts its grace period, and what it had started', async () => {
    const { lines, log } = recorder();
    const supervisor = new Supervisor(log, limits);
    const stubborn = `
      process.on('SIGTERM', () => {});
      const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
      console.log('up'); setInterval(() => {}, 1000)`;
    supervisor.start(part('worker', stubborn, 0, { graceMs: 100 }));
    await vi.waitFor(() => expect(lines).toHaveLength(1), { timeout: 10_000 });
    // The end of the output is waited for, and the grandchild holds it open as long as it lives.
    await supervisor.stop();
    expect(lines[1]).toBe('warn: worker did not end within 0.1 s and was killed');
  }, 20_000);

  it('takes a declining part at its word: one line, no restart', async () => {
    const { lines, log } = recorder();
    const supervisor = new Supervisor(log, limits);
    supervisor.start(
      part('worker-gpu', `console.log('looking'); console.log('no driver'); process.exit(78)`, 0, {
        declines: { code: 78, say: (last) => `no GPU worker here: ${last.at(-1)}` },
      }),
    );
    await vi.waitFor(() => expect(lines).toEqual(['say: no GPU worker here: no driver']), { timeout: 10_000 });
    expect(supervisor.isRunning('worker-gpu')).toBe(false);
    await supervisor.stop();
  }, 20_000);

  it('starts nothing any more once it ends', async () => {
    const { lines, log } = recorder();
    const supervisor = new Supervisor(log, { ...limits, backoffFirstMs: 60_000, backoffMaxMs: 60_000 });
    supervisor.start(part('web', 'process.exit(1)', 0));
    await vi.waitFor(() => expect(lines).toHaveLength(1), { timeout: 10_000 });
    await supervisor.stop();
    await vi.waitFor(() => expect(supervisor.isRunning('web')).toBe(false));
  }, 20_000);
});
