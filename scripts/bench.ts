/**
 * `npm run bench [-- NAME...] [--json] [--record]`: measures what the parts promise, with servers and ports of its own.
 * `--record` keeps the figures as the baseline that later runs are shown beside. `--only drawing,rooms,relays,storms`,
 * `--drawers`, `--people` and `--strokes` narrow the benchmark `room`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchAccuracy } from './bench/accuracy.ts';
import { benchCommit } from './bench/commit.ts';
import { benchExports } from './bench/exports.ts';
import { benchGpu } from './bench/gpu.ts';
import { benchImprovement } from './bench/improvement.ts';
import { benchLatency } from './bench/latency.ts';
import { benchRecognition } from './bench/recognition.ts';
import { type BenchResult, describeResults, figureKey, figureOf } from './bench/result.ts';
import { benchRoom, type RoomBenchOptions } from './bench/room.ts';
import { benchRoomMemory } from './bench/room-memory.ts';
import { benchTraining } from './bench/training.ts';
import { benchTransports } from './bench/transports.ts';
import { benchWayIn } from './bench/way-in.ts';
import { benchWeb } from './bench/web.ts';
import { exitOnSignal } from './lib/exit-on-signal.ts';
import { PlainError } from './lib/plain-error.mjs';
import { startProgress } from './lib/progress.mjs';
import { root } from './lib/root.mjs';

type Progress = (share: number, detail: string) => void;

const BENCHES: Record<string, (progress: Progress, options: RoomBenchOptions) => Promise<BenchResult[]>> = {
  accuracy: benchAccuracy,
  commit: benchCommit,
  exports: benchExports,
  gpu: benchGpu,
  improvement: benchImprovement,
  latency: benchLatency,
  recognition: benchRecognition,
  room: benchRoom,
  'room-memory': benchRoomMemory,
  training: benchTraining,
  transports: benchTransports,
  'way-in': benchWayIn,
  web: benchWeb,
};
const BASELINE = join(root, 'scripts/bench/baseline.json');

type Baseline = Record<string, ReturnType<typeof figureOf>>;

function readBaseline(): Baseline {
  try {
    return JSON.parse(readFileSync(BASELINE, 'utf8')) as Baseline;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new PlainError(`${BASELINE} is damaged; remove it or take it back from git`);
  }
}

const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
    only: { type: 'string' },
    drawers: { type: 'string' },
    people: { type: 'string' },
    strokes: { type: 'string' },
  },
});
exitOnSignal();
const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
const baseline = readBaseline();
const results: BenchResult[] = [];
for (const name of names) {
  const bench = BENCHES[name];
  if (!bench) throw new PlainError(`no benchmark '${name}'; one of: ${Object.keys(BENCHES).join(' ')}`);
  const progress = startProgress(`measuring ${name}`);
  try {
    results.push(...(await bench((share, detail) => progress.update(share, detail), values)));
  } catch (error) {
    progress.fail();
    throw error;
  }
  progress.done();
}
const compared = results.map((result) => {
  const before = baseline[figureKey(result)];
  return before ? { ...result, baseline: before } : result;
});
console.log(values.json ? JSON.stringify(compared, null, 2) : describeResults(compared));
if (values.record) {
  const recorded = {
    ...baseline,
    ...Object.fromEntries(results.map((result) => [figureKey(result), figureOf(result)])),
  };
  writeFileSync(BASELINE, `${JSON.stringify(recorded, null, 2)}\n`);
}
process.exit(0);
