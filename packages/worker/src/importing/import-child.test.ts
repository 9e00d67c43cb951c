import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_LIMITS } from '@inkroom/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runImport } from './import-child.js';

describe('runImport', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'inkroom-import-'));
  });
  afterAll(() => rm(dir, { recursive: true }));

  /** What is told of a process that does this when it gets its file. */
  async function reportOf(work: string, timeoutMs = 20_000) {
    const program = join(dir, 'program.mjs');
    await writeFile(program, `process.on('message', () => { ${work} });`);
    const mnist = { tryMirrors: false } as Parameters<typeof runImport>[0]['order']['mnist'];
    return runImport({
      order: { zip: new Uint8Array(), limits: DEFAULT_LIMITS, threads: 1, mnist, framing: 'mnist', samples: [] },
      onStderr: () => {},
      timeoutMs,
      program,
    });
  }

  it('takes a process that dies for our own fault, not the file’s', async () => {
    const died = await reportOf("process.kill(process.pid, 'SIGKILL');");
    expect(died).toMatchObject({ kind: 'failed', error: { code: 'internal' } });
  });

  it('says when it was memory that ran out', async () => {
    const last = "process.stderr.write('FATAL ERROR: JavaScript heap out of memory\\n', () => process.abort());";
    expect(await reportOf(last)).toMatchObject({
      error: { code: 'out_of_memory', details: { signal: 'SIGABRT' } },
    });
  });

  it('gives a process up that takes too long', async () => {
    expect(await reportOf('', 500)).toMatchObject({ kind: 'failed', error: { code: 'timeout' } });
  });

  it('passes on what the process says of the file', async () => {
    const said = "{ kind: 'failed', error: { code: 'artifact_corrupt', message: 'm' } }";
    expect(await reportOf(`process.send(${said}, () => process.exit());`)).toMatchObject({
      error: { code: 'artifact_corrupt' },
    });
  });
});
