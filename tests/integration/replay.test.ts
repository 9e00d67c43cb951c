import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createRoom, fetchRoomFile, memoryStorage, RoomClient } from '@inkroom/client';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PrivateStack, startPrivateStack } from '../../scripts/lib/private-stack.ts';
import { root } from '../../scripts/lib/root.mjs';
import { writtenDigits } from '../support/data.ts';

/** Digits in the file: more than a page has cells, so that the page is turned. */
const DIGITS = 50;

describe('npm run replay', () => {
  let stack: PrivateStack;
  let directory: string;
  let file: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'inkroom-replay-'));
    file = join(directory, 'digits.jsonl.gz');
    const digits = await writtenDigits(DIGITS / 10);
    await writeFile(file, gzipSync(digits.map((digit) => JSON.stringify(digit)).join('\n')));
    stack = await startPrivateStack();
  });
  afterAll(async () => {
    await stack?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const replay = (...args: string[]) =>
    execa(process.execPath, [join(root, 'scripts/bootstrap.mjs'), 'replay', ...args], { cwd: root, reject: false });

  it('writes over several pages with several people, loses nothing, and prints one object', async () => {
    const result = await replay(file, '--url', stack.url, '--people', '5', '--speed', '5', '--label', '--json');
    expect(result.stderr).not.toContain('lost');
    expect(result.exitCode, result.stderr).toBe(0);
    const report = JSON.parse(result.stdout);
    const times = { p50: expect.any(Number), p95: expect.any(Number), p99: expect.any(Number) };
    expect(report).toEqual({
      cells: DIGITS,
      correct: expect.any(Number),
      accuracy: report.correct / DIGITS,
      perClass: Array.from({ length: 10 }, () => expect.any(Number)),
      notDigits: null,
      lost: 0,
      duplicated: 0,
      predictionMs: times,
      relayMs: times,
      modelVersion: 'shipped-drawn',
      framing: 'mnist',
    });
    expect(report.accuracy).toBeGreaterThan(0.7);
  });

  it('loses nothing while the gateway is killed in between (R1, R2)', async () => {
    const running = replay(file, '--url', stack.url, '--people', '4', '--limit', '20', '--speed', '3', '--json');
    // Once it writes.
    await new Promise<void>((resolve) => {
      running.stderr?.on('data', (data: Buffer) => {
        if (data.includes('room')) resolve();
      });
    });
    stack.signal('gateway', 'SIGKILL');
    const result = await running;
    expect(result.exitCode).toBe(0);
    expect(JSON.parse(result.stdout)).toMatchObject({ cells: 20, lost: 0, duplicated: 0 });
  });

  it('writes again what was taken home of a room', async () => {
    const room = await createRoom(stack.url);
    if (!room.ok) throw new Error(room.error.code);
    const { roomId, hostKey } = room.value;
    const link = `${stack.url}/r/${roomId}#${hostKey}`;
    const written = await replay(file, '--url', stack.url, '--room', link, '--limit', '5', '--speed', '5', '--label');
    expect(written.exitCode, written.stderr).toBe(0);
    const host = new RoomClient({
      gatewayUrl: stack.url,
      roomId,
      storage: memoryStorage(),
      name: 'Host',
      key: hostKey,
    });
    await host.start();
    const samples = await fetchRoomFile({ gatewayUrl: stack.url, roomId }, host.identity!, 'strokes');
    await host.stop();
    if (!samples.ok) throw new Error(samples.error.code);
    const taken = join(directory, 'taken.jsonl.gz');
    await writeFile(taken, Buffer.from(await samples.value.arrayBuffer()));
    const again = await replay(taken, '--url', stack.url, '--speed', '5', '--json');
    expect(JSON.parse(again.stdout), again.stderr).toMatchObject({ cells: 5, lost: 0, duplicated: 0 });
  });

  it('reads the page in the framing that is asked for, in a new room', async () => {
    const result = await replay(file, '--url', stack.url, '--limit', '2', '--speed', '5', '--framing', 'centred');
    expect(result.stdout).toContain('framing centred');
  });

  it('says plainly what is wrong, and fails', async () => {
    const noLink = await replay(file, '--url', stack.url, '--room', 'no link');
    expect([noLink.exitCode, noLink.stderr]).toEqual([1, expect.stringContaining('is no link to a room')]);
    const nowhere = `${stack.url}/r/abcdefghjk#mnpq2345rstu6789`;
    const unknownRoom = await replay(file, '--url', stack.url, '--room', nowhere);
    expect([unknownRoom.exitCode, unknownRoom.stderr]).toEqual([1, expect.stringContaining('There is no such room.')]);
    const noServer = await replay(file, '--url', 'http://127.0.0.1:1');
    expect([noServer.exitCode, noServer.stderr]).toEqual([1, expect.stringContaining('is inkroom started?')]);
    const noFile = await replay('nowhere.jsonl');
    expect([noFile.exitCode, noFile.stderr]).toEqual([1, expect.stringContaining('there is no file nowhere.jsonl')]);
  });

  it('says that only the host sets the framing of a given room', async () => {
    const { createRoom } = await import('@inkroom/client');
    const room = await createRoom(stack.gatewayUrl);
    if (!room.ok) throw new Error(room.error.message);
    const { roomId, writeKey } = room.value;
    const link = `${stack.url}/r/${roomId}#${writeKey}`;
    const result = await replay(file, '--url', stack.url, '--room', link, '--framing', 'as-drawn', '--limit', '1');
    expect([result.exitCode, result.stderr]).toEqual([1, expect.stringContaining('only its host can change that')]);
  });
});
