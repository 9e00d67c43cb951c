import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { TrainingChild } from './training-child.js';

const SILENCE_MS = 60_000;

describe('TrainingChild', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'inkroom-child-'));
  });
  afterAll(() => rm(dir, { recursive: true }));

  interface Setting {
    execArgv?: string[];
    onReport?: () => void;
  }

  /** How a process ends that does this when it is told to begin. */
  async function endOf(work: string, { execArgv = [], onReport = () => {} }: Setting = {}) {
    const program = join(dir, 'program.mjs');
    await writeFile(program, `process.on('message', () => { ${work} });`);
    const child = new TrainingChild({
      command: { kind: 'probe', engine: 'onnx', threads: 1 },
      onReport,
      onStderr: () => {},
      cancelGraceMs: 0,
      silenceMs: SILENCE_MS,
      program,
      execArgv,
    });
    return child.ended;
  }

  it('tells when the heap is full', async () => {
    const full = await endOf('const kept = []; for (;;) kept.push(new Array(1e5).fill(1.5));', {
      execArgv: ['--max-old-space-size=24'],
    });
    expect(full).toMatchObject({ kind: 'failed', error: { code: 'run_out_of_memory' } });
  });

  it('takes a process that the kernel killed for one that ran out of memory', async () => {
    const killed = await endOf("process.kill(process.pid, 'SIGKILL');");
    expect(killed).toMatchObject({ error: { code: 'run_out_of_memory', details: { signal: 'SIGKILL' } } });
  });

  it('tells of a process that could not be started', async () => {
    const { execPath } = process;
    process.execPath = join(dir, 'no-such-node');
    try {
      expect(await endOf('')).toMatchObject({ kind: 'failed', error: { code: 'run_failed' } });
    } finally {
      process.execPath = execPath;
    }
  });

  describe('that', () => {
    beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
    afterEach(() => void vi.useRealTimers());
    const report = "process.send({ kind: 'usage' }";

    it('says nothing for too long is ended', async () => {
      const end = await endOf(`${report});`, { onReport: () => vi.advanceTimersByTime(SILENCE_MS) });
      expect(end).toMatchObject({ error: { code: 'run_stuck' } });
    });

    it('says something now and then is not, however long it takes', async () => {
      const often = `for (let i = 0; i < 4; i++) ${report}); ${report}, () => process.exit(4));`;
      const end = await endOf(often, { onReport: () => vi.advanceTimersByTime(SILENCE_MS - 1) });
      expect(end).toMatchObject({ error: { details: { exitCode: 4 } } });
    });
  });

  it('tells of any other sudden end as just that', async () => {
    expect(await endOf('process.exit(3);')).toMatchObject({ error: { code: 'run_failed', details: { exitCode: 3 } } });
  });
});
