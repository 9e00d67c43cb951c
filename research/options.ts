/** What `npm run train` is told, and how it is told again. */
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ModelCard, TrainingSpec } from '@inkroom/engine';
import {
  DEFAULT_LIMITS,
  DEFAULT_RUN,
  type PresetName,
  presetSchema,
  RECOMMENDED,
  resolveLayers,
  runRequestSchema,
  scheduleSchema,
} from '@inkroom/shared';
import { PlainError } from '../scripts/lib/plain-error.mjs';
import { type RoomTarget, readRoomTarget } from './bring-into-room.ts';
import { LAYER_NOTATION, parseLayers, writeLayers } from './layer-notation.ts';

export const HOLDOUT_WRITERS = 7;
const GENERATED = 20_000;
const BLEND_SHARE = 0.4;
/** Where a command on a card puts what the next one goes on from. */
const PARENT = '.inkroom/models/parent';
/** Where it keeps what a later one is blended with. */
const EARLIER = '.inkroom/models/earlier';

export const USAGE = `usage: npm run train -- --architecture ${presetSchema.options.join('|')} [OPTION...]
       npm run train -- --layers 'LAYER, ...' [OPTION...]
       npm run train -- drawn --strokes FILE   makes the default model in all its stages
  --layers            ${LAYER_NOTATION}
  --from DIR          goes on from the weights of an artefact of the same layers
  --blend DIR         keeps a share of the weights of an earlier artefact of the same layers when training is done
  --blend-share X     how much of it, 0..1 (default ${BLEND_SHARE})
  --epochs N          how often each image is seen (default as suits the architecture)
  --batch-size N      images of one step (default as suits)
  --learning-rate X   Adam's step size (default as suits)
  --schedule NAME     of the learning rate: ${scheduleSchema.options.join(', ')} (default as suits)
  --augment           vary the images from epoch to epoch
  --strokes FILE      learn from drawings too: one digit a line, as npm run replay takes them; varies the images
  --holdout-writers N people of FILE to measure on instead (default ${HOLDOUT_WRITERS})
  --generated N       generated drawings beside them (default ${GENERATED})
  --trace-scans N     drawings traced from MNIST's first N training scans beside them (default 0)
  --hands N           drawings in each of the named hands beside them: slashed zeros, crossed sevens and the like (default 0)
  --not-digits N      letters, scribbles, shapes, pairs and halves of digits beside them, and an eleventh output for them (default 0)
  --hard-hands        vary the drawings further: small ones, corners, slow devices; for a model that reads others already
  --plain-scans       vary the drawings only, not MNIST's scans: for the last epochs
  --seed N            draws weights, order, dropout and variations (default 1)
  --threads N         of the CPU (default: all)
  --command TEXT      what the model's card tells of how it was made (default: this command, behind those of --from and --blend)
  --out DIR           where the artefact goes (default .inkroom/models/ARCHITECTURE)
  --room LINK         brings the model into a room too, LINK being its host's
MNIST comes from the folder MNIST_DIR, or else from its public mirrors.`;

export interface StrokesOptions {
  file: string;
  holdoutWriters: number;
  /** Drawings of styles that few writers of a file may have: footed ones, crossed sevens, open and closed fours. */
  generated: number;
  /** Strokes traced from so many training scans: the hands of hundreds of people. */
  traceScans: number;
  /** Digits in the named hands of digit-hands.ts. */
  hands: number;
  /** What is no digit. */
  notDigits: number;
  /** Varies the drawings by `HARD_HAND` instead of `ANY_HAND`. */
  hardHands: boolean;
  /** Varies the drawings only. */
  plainScans: boolean;
}

export interface TrainOptions {
  spec: TrainingSpec;
  strokes: StrokesOptions | null;
  /** Folder of the artefact whose weights training starts from. */
  from: string | null;
  /** Folder of the artefact that the trained one is blended with, and how much of its weights is kept, 0..1. */
  blend: { dir: string; share: number } | null;
  threads: number;
  /** For the card, in place of {@link commandOf}; null when it is not given. */
  command: string | null;
  out: string;
  /** Where the model is brought, too. */
  room: RoomTarget | null;
}

/** @throws PlainError with the usage when they make no sense */
export function readOptions(args: readonly string[]): TrainOptions {
  const given = parse(args);
  const architecture = given.layers === undefined ? given.architecture : 'custom';
  if (architecture === undefined) throw new PlainError(`which architecture?\n${USAGE}`);
  const number = (text: string | undefined, otherwise: number) => (text === undefined ? otherwise : Number(text));
  const suited = { ...DEFAULT_RUN, ...RECOMMENDED[architecture as PresetName] };
  const request = runRequestSchema(DEFAULT_LIMITS).safeParse({
    ...suited,
    dataset: 'mnist',
    architecture,
    layers: given.layers === undefined ? undefined : parseLayers(given.layers),
    epochs: number(given.epochs, suited.epochs),
    batchSize: number(given['batch-size'], suited.batchSize),
    learningRate: number(given['learning-rate'], suited.learningRate),
    schedule: given.schedule ?? suited.schedule,
    augment: given.augment === true || given.strokes !== undefined,
    seed: number(given.seed, 1),
  });
  if (!request.success) {
    const faults = request.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new PlainError(`${faults.join('\n')}\n${USAGE}`);
  }
  const { epochs, batchSize, learningRate, schedule, augment, seed } = request.data;
  const layers = resolveLayers(request.data);
  if (!layers.ok) throw new PlainError(`${layers.error.message}\n${USAGE}`);
  const count = (name: string, text: string | undefined, otherwise: number) => {
    const value = number(text, otherwise);
    if (!Number.isInteger(value) || value < 1) throw new PlainError(`${name} is a whole number above zero\n${USAGE}`);
    return value;
  };
  const share = (text: string | undefined) => {
    const value = number(text, BLEND_SHARE);
    if (!(value >= 0 && value <= 1)) throw new PlainError(`--blend-share is a number from 0 to 1\n${USAGE}`);
    return value;
  };
  return {
    spec: {
      architecture: request.data.architecture,
      layers: layers.value,
      epochs,
      batchSize,
      learningRate,
      schedule,
      augment,
      seed: seed!,
      ...(given['not-digits'] === undefined ? {} : { outputs: 11 }),
    },
    strokes:
      given.strokes === undefined
        ? null
        : {
            file: given.strokes,
            holdoutWriters: count('--holdout-writers', given['holdout-writers'], HOLDOUT_WRITERS),
            generated: count('--generated', given.generated, GENERATED),
            traceScans: given['trace-scans'] === undefined ? 0 : count('--trace-scans', given['trace-scans'], 0),
            hands: given.hands === undefined ? 0 : count('--hands', given.hands, 0),
            notDigits: given['not-digits'] === undefined ? 0 : count('--not-digits', given['not-digits'], 0),
            hardHands: given['hard-hands'] === true,
            plainScans: given['plain-scans'] === true,
          },
    from: given.from ?? null,
    blend: given.blend === undefined ? null : { dir: given.blend, share: share(given['blend-share']) },
    threads: count('--threads', given.threads, availableParallelism()),
    command: given.command ?? null,
    out: given.out ?? join('.inkroom', 'models', request.data.architecture),
    room: given.room === undefined ? null : readRoomTarget(given.room),
  };
}

/**
 * The command that makes a model again. The number of threads is part of it: it settles the order in which sums are rounded.
 * Folders are not: they differ from machine to machine.
 * @param parent card of the artefact that training goes on from, whose own command then comes first
 * @param earlier card of the artefact that the result is blended with
 */
export function commandOf(
  { spec, strokes, threads, blend }: TrainOptions,
  parent?: Pick<ModelCard, 'command'>,
  earlier?: Pick<ModelCard, 'command'>,
): string {
  const before = [
    parent && `${parent.command} --out ${PARENT} && `,
    earlier && `${earlier.command} --out ${EARLIER} && `,
  ]
    .filter((text) => text !== undefined)
    .join('');
  const model =
    spec.architecture === 'custom' ? `--layers '${writeLayers(spec.layers)}'` : `--architecture ${spec.architecture}`;
  return [
    `${before}npm run train -- ${model}${parent ? ` --from ${PARENT}` : ''} --epochs ${spec.epochs}`,
    `--batch-size ${spec.batchSize} --learning-rate ${spec.learningRate} --schedule ${spec.schedule}`,
    ...(strokes
      ? [
          `--strokes ${basename(strokes.file)} --holdout-writers ${strokes.holdoutWriters} --generated ${strokes.generated}`,
          ...(strokes.traceScans > 0 ? [`--trace-scans ${strokes.traceScans}`] : []),
          ...(strokes.hands > 0 ? [`--hands ${strokes.hands}`] : []),
          ...(strokes.notDigits > 0 ? [`--not-digits ${strokes.notDigits}`] : []),
          ...(strokes.hardHands ? ['--hard-hands'] : []),
          ...(strokes.plainScans ? ['--plain-scans'] : []),
        ]
      : spec.augment
        ? ['--augment']
        : []),
    ...(blend ? [`--blend ${EARLIER} --blend-share ${blend.share}`] : []),
    `--seed ${spec.seed} --threads ${threads}`,
  ].join(' ');
}

function parse(args: readonly string[]) {
  const option = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        architecture: option,
        layers: option,
        from: option,
        blend: option,
        'blend-share': option,
        epochs: option,
        'batch-size': option,
        'learning-rate': option,
        schedule: option,
        augment: { type: 'boolean' },
        strokes: option,
        'holdout-writers': option,
        generated: option,
        'trace-scans': option,
        hands: option,
        'not-digits': option,
        'hard-hands': { type: 'boolean' },
        'plain-scans': { type: 'boolean' },
        seed: option,
        threads: option,
        command: option,
        out: option,
        room: option,
      },
    }).values;
  } catch (thrown) {
    throw new PlainError(`${thrown instanceof Error ? thrown.message : thrown}\n${USAGE}`);
  }
}
