/** How a default model that knows what is no digit is made: stage by stage, each a `npm run train` of its own that goes on from an earlier one. */
import { spawn } from 'node:child_process';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PlainError } from '../scripts/lib/plain-error.mjs';

const LAYERS = 'conv 16x5, pool 2, conv 32x3, conv 64x3, pool 2, dense 128';
const FOLDER = '.inkroom/models/drawn-stages';

interface Stage {
  name: string;
  dropout: number;
  /** Stages whose weights it goes on from, and is blended with. */
  from?: string;
  blend?: string;
  epochs: number;
  learningRate: number;
  /** Further options. */
  options: string;
}

const ELEVEN = '--generated 6000 --trace-scans 60000 --hands 24000 --not-digits 70000 --hard-hands';
const ELEVEN_PLAIN =
  '--generated 6000 --trace-scans 60000 --hands 16000 --not-digits 60000 --hard-hands --plain-scans --threads 1';

/** In order; the first five make the model of ten outputs, the others go on from it with eleven. */
export const STAGES: readonly Stage[] = [
  {
    name: 'drawings',
    dropout: 0.3,
    epochs: 24,
    learningRate: 0.002,
    options: '--generated 20000 --seed 1 --threads 2',
  },
  {
    name: 'longer',
    dropout: 0.1,
    from: 'drawings',
    epochs: 14,
    learningRate: 0.001,
    options: '--generated 20000 --seed 2 --threads 2',
  },
  {
    name: 'plain',
    dropout: 0.1,
    from: 'longer',
    epochs: 2,
    learningRate: 0.0004,
    options: '--generated 20000 --plain-scans --seed 3 --threads 2',
  },
  {
    name: 'traced',
    dropout: 0.1,
    from: 'plain',
    epochs: 9,
    learningRate: 0.0008,
    options: '--generated 20000 --trace-scans 60000 --hard-hands --seed 4 --threads 2',
  },
  {
    name: 'ten',
    dropout: 0.1,
    from: 'traced',
    blend: 'plain',
    epochs: 1,
    learningRate: 0.0004,
    options: '--generated 20000 --trace-scans 60000 --hard-hands --plain-scans --blend-share 0.4 --seed 5 --threads 1',
  },
  {
    name: 'eleven',
    dropout: 0.1,
    from: 'ten',
    epochs: 3,
    learningRate: 0.001,
    options: `${ELEVEN} --seed 11 --threads 2`,
  },
  {
    name: 'eleven longer',
    dropout: 0.1,
    from: 'eleven',
    epochs: 6,
    learningRate: 0.001,
    options: `${ELEVEN} --seed 12 --threads 2`,
  },
  {
    name: 'eleven plain',
    dropout: 0.1,
    from: 'eleven longer',
    blend: 'ten',
    epochs: 3,
    learningRate: 0.0006,
    options:
      '--generated 6000 --trace-scans 60000 --hands 16000 --not-digits 50000 --hard-hands --plain-scans --blend-share 0.4 --seed 13 --threads 2',
  },
  {
    name: 'eleven slow',
    dropout: 0.1,
    from: 'eleven plain',
    epochs: 1,
    learningRate: 0.0002,
    options:
      '--generated 6000 --trace-scans 60000 --hands 16000 --not-digits 50000 --hard-hands --plain-scans --seed 14 --threads 2',
  },
  {
    name: 'eleven long',
    dropout: 0.1,
    from: 'eleven slow',
    epochs: 14,
    learningRate: 0.001,
    options: `${ELEVEN} --seed 15 --threads 1`,
  },
  {
    name: 'one way',
    dropout: 0.1,
    from: 'eleven long',
    epochs: 5,
    learningRate: 0.0005,
    options: `${ELEVEN_PLAIN} --seed 17`,
  },
  {
    name: 'two ways',
    dropout: 0.1,
    from: 'eleven long',
    blend: 'one way',
    epochs: 5,
    learningRate: 0.0005,
    options: `${ELEVEN_PLAIN} --blend-share 0.5 --seed 18`,
  },
];

/**
 * Makes the default model. @param args `--strokes FILE`, and `--from STAGE` where the stages before it are there already
 * @throws PlainError when a stage fails, or options make no sense
 */
export async function makeDrawn(args: readonly string[]): Promise<void> {
  const { strokes, from, out } = optionsOf(args);
  const first = from === undefined ? 0 : STAGES.findIndex(({ name }) => name === from);
  if (first < 0) throw new PlainError(`no stage '${from}'; one of: ${STAGES.map(({ name }) => name).join(' ')}`);
  for (const [i, stage] of STAGES.entries()) {
    if (i < first) continue;
    const isLast = i === STAGES.length - 1;
    console.log(`Stage ${i + 1} of ${STAGES.length}: ${stage.name}.`);
    const end = isLast
      ? ['--out', out, '--command', `npm run train -- drawn --strokes ${basename(strokes)}`]
      : ['--out', folderOf(stage.name)];
    await run([...argumentsOf(stage, strokes), ...end]);
  }
}

/** What `npm run train` is told in a stage, but for where its result goes. */
export function argumentsOf({ dropout, from, blend, epochs, learningRate, options }: Stage, strokes: string): string[] {
  return [
    ...['--layers', `${LAYERS}, dropout ${dropout}`, '--epochs', `${epochs}`, '--batch-size', '128'],
    ...['--learning-rate', `${learningRate}`, '--schedule', 'cosine', '--strokes', strokes, '--holdout-writers', '7'],
    ...(from ? ['--from', folderOf(from)] : []),
    ...(blend ? ['--blend', folderOf(blend)] : []),
    ...options.split(' '),
  ];
}

function folderOf(stage: string): string {
  return join(FOLDER, stage.replace(' ', '-'));
}

function optionsOf(args: readonly string[]): { strokes: string; from: string | undefined; out: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        strokes: { type: 'string' },
        from: { type: 'string' },
        out: { type: 'string', default: '.inkroom/models/drawn' },
      },
    });
    if (values.strokes === undefined) throw new Error('which --strokes FILE?');
    return { strokes: values.strokes, from: values.from, out: values.out };
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new PlainError(`${reason}\nusage: npm run train -- drawn --strokes FILE [--from STAGE] [--out DIR]`);
  }
}

async function run(args: readonly string[]): Promise<void> {
  const script = fileURLToPath(new URL('train.ts', import.meta.url));
  const child = spawn(process.execPath, [...process.execArgv, script, ...args], { stdio: 'inherit' });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (code !== 0) throw new PlainError('the stage failed; what it says is above');
}
