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
    oomCounters?: string[];
  }

  /** How a process ends that does this when it is told to begin. */
  async function endOf(work: string, { execArgv = [], onReport = () => {}, oomCounters }: Setting = {}) {
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
      ...(oomCounters ? { oomCounters } : {}),
    });
    return child.ended;
  }

  it('tells when the heap is full', async () => {
    const full = await endOf('const kept = []; for (;;) kept.push(new Array(1e5).fill(1.5));', {
      execArgv: ['--max-old-space-size=24'],
    });
    expect(full).toMatchObject({ kind: 'failed', error: { code: 'run_out_of_memory' } });
  });

  it('tells when the kernel has counted it among those killed for want of memory', async () => {
    const counter = join(dir, 'memory.events');
    await writeFile(counter, 'low 0\noom 7\noom_kill 3\noom_group_kill 0\n');
    const count = `process.getBuiltinModule('fs').writeFileSync('${counter}', 'oom_kill 4\\n');`;
    const killed = await endOf(`${count} process.kill(process.pid, 'SIGKILL');`, { oomCounters: [counter] });
    expect(killed).toMatchObject({ error: { code: 'run_out_of_memory', details: { signal: 'SIGKILL' } } });
  });

  it.each(['SIGKILL', 'SIGTERM', 'SIGSEGV'])(
    'takes %s alone for a lost process, and not for memory',
    async (signal) => {
      const killed = await endOf(`process.removeAllListeners(); process.kill(process.pid, '${signal}'); for (;;);`);
      expect(killed).toMatchObject({ error: { code: 'run_process_lost', details: { signal } } });
    },
  );

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
