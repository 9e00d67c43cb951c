import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { whenView } from '@inkroom/client';
import { generateDigitStrokes } from '@inkroom/engine';
import { DIGITS, hasEnded, POINT_STRIDE, type RunRequest } from '@inkroom/shared';
import { execa } from 'execa';
import { PlainError } from '../lib/plain-error.mjs';
import { freeLoopbackPort } from '../lib/ports.ts';
import { root } from '../lib/root.mjs';
import { joinRoom, openRoom } from '../replay/connect.ts';
import type { ReplayReport } from '../replay/report.ts';

const BOOTSTRAP = join(root, 'scripts/bootstrap.mjs');
/** ms a run of this size may take on a slow machine; it takes seconds. */
const RUN_TIMEOUT_MS = 120_000;
/** Small, but all of it: MNIST or what stands in for it, the room's corrections, generated drawings, an evaluation. */
const RUN: RunRequest = {
  architecture: 'compact',
  epochs: 1,
  batchSize: 50,
  learningRate: 0.003,
  dataset: 'both',
  startFrom: 'scratch',
  pool: 'cpu',
  schedule: 'constant',
  augment: false,
  patience: 0,
  replay: 1000,
};

/**
 * Runs `npm start` with a Node of its own: writes digits into a room and labels them as `npm run replay` does, and trains a model
 * on them.
 *
 * @param node path of the program
 * @returns what came of it, in one line
 * @throws PlainError where any of it fails.
 */
export async function tryWholeInkroom(node: string): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'inkroom-node-'));
  const port = await freeLoopbackPort();
  const options = {
    cwd: root,
    env: {
      PATH: `${dirname(node)}${delimiter}${process.env.PATH}`,
      INKROOM_HOME: home,
      PORT: String(port),
      // One of its own.
      REDIS_URL: '',
    },
    reject: false,
    all: true,
  } as const;
  const inkroom = execa(node, [BOOTSTRAP, 'start'], options);
  try {
    const url = await Promise.race([readyUrl(inkroom.stdout), inkroom.then(() => null)]);
    if (url === null) throw new PlainError(`npm start ended:\n${(await inkroom).all}`);
    const { roomId, hostKey, writeKey } = await openRoom(url, `Node ${node}`);
    const report = await replayInto(url, `${url}/r/${roomId}#${writeKey}`);
    const accuracy = await train(url, roomId, hostKey);
    return `${report.correct} of ${report.cells} digits read right, a run trained to ${(100 * accuracy).toFixed(0)} %`;
  } finally {
    inkroom.kill('SIGTERM');
    await inkroom;
    await rm(home, { recursive: true, force: true });
  }

  async function replayInto(url: string, link: string): Promise<ReplayReport> {
    const file = join(home, 'digits.jsonl');
    await writeFile(file, DIGITS.map((label) => JSON.stringify(generatedDigit(label))).join('\n'));
    const args = ['replay', file, '--url', url, '--room', link, '--people', '3', '--speed', '5', '--label', '--json'];
    const result = await execa(node, [BOOTSTRAP, ...args], options);
    if (result.failed) throw new PlainError(`npm run replay failed:\n${result.all}`);
    return JSON.parse(result.stdout) as ReplayReport;
  }
}

/** The address that `npm start` prints when all of it answers. */
function readyUrl(output: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve) => {
    createInterface({ input: output }).on('line', (line) => {
      const url = /^inkroom ready (\S+)$/.exec(line)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
}

function generatedDigit(label: (typeof DIGITS)[number]) {
  const strokes = generateDigitStrokes(label, 1).map(({ points }) =>
    Array.from({ length: points.length / POINT_STRIDE }, (_, i) => [
      points[i * POINT_STRIDE],
      points[i * POINT_STRIDE + 1],
    ]),
  );
  return { id: `generated-${label}`, label, strokes };
}

/** @returns the new model's accuracy on the test images */
async function train(url: string, roomId: string, hostKey: string): Promise<number> {
  const host = await joinRoom(url, roomId, { name: 'Host', key: hostKey });
  try {
    const started = await host.startRun(RUN);
    if (!started.ok) throw new PlainError(`no run was started: ${started.error.message}`);
    const { id } = started.value;
    const find = () => host.view.getState().runs.find((run) => run.id === id);
    await whenView(
      host.view,
      () => {
        const run = find();
        return run !== undefined && hasEnded(run);
      },
      RUN_TIMEOUT_MS,
    );
    const run = find();
    if (run?.state !== 'finished') throw new PlainError(`the run did not finish: ${JSON.stringify(run)}`);
    return run.testAccuracy ?? 0;
  } finally {
    await host.stop();
  }
}
