import {
  applyEffect,
  applyPrediction,
  type CellIndex,
  DEFAULT_RUN,
  DEFAULT_VERSION_ID,
  emptyRoom,
  type Label,
  type ModelVersion,
  type Person,
  type PoolName,
  type PoolStatus,
  PRESET_LAYERS,
  type Prediction,
  pageOf,
  type Role,
  type RoomState,
  type Run,
  strokeIdOf,
  type WorkerInfo,
} from '@inkroom/shared';

export const ROOM_ID = 'testroom';
const NOON = Date.UTC(2025, 0, 15, 12);

export function person(role: Role, name = 'Ann'): Person {
  return { id: `person-${name.toLowerCase()}`, name, colour: 0, role };
}

/** The room with one more stroke in a cell. */
export function withInk(state: RoomState, cell: CellIndex, authorId: string): RoomState {
  const revision = (pageOf(state, state.page).cells[cell]?.revision ?? 0) + 1;
  const id = strokeIdOf(authorId, `stroke-${cell}-${revision}`);
  return applyEffect(state, { kind: 'stroke.add', id, page: state.page, cell, revision });
}

/** The room in which the live model has read a cell as it is now. */
export function withPrediction(
  state: RoomState,
  cell: CellIndex,
  digit: Prediction['digit'],
  changes: Partial<Prediction> = {},
): RoomState {
  const { page, generation, champion } = state;
  const revision = pageOf(state, page).cells[cell]?.revision ?? 0;
  return applyPrediction(
    state,
    prediction(digit, { page, cell, revision, generation, modelVersion: champion, ...changes }),
  );
}

/** What the shipped model reads in the first cell. */
export function prediction(digit: Prediction['digit'], changes: Partial<Prediction> = {}): Prediction {
  return {
    page: 1,
    cell: 0,
    revision: 1,
    live: 0,
    generation: 0,
    modelVersion: DEFAULT_VERSION_ID,
    digit,
    insteadOf: null,
    byChallenger: null,
    challengerError: null,
    scores: Array.from({ length: 10 }, (_, each) => (each === digit ? 0.91 : 0.01)),
    ...changes,
  };
}

/** What a model of eleven outputs scores that says "no digit", and would else read a digit. */
export function noDigitScores(digit: Prediction['digit'], share = 0.9): number[] {
  return Array.from({ length: 11 }, (_, output) => (output === 10 ? share : output === digit ? 1 - share : 0));
}

/** The room in which somebody has said what a cell holds. */
export function labelled(state: RoomState, cell: CellIndex, value: Label, by: string): RoomState {
  const label = { value, by, at: NOON, sampleId: 'sample-1' };
  return applyEffect(state, { kind: 'cell.label', page: state.page, cell, label, samples: state.samples });
}

export function room(changes: Partial<RoomState> = {}): RoomState {
  return { ...emptyRoom(ROOM_ID), ...changes };
}

function worker(pool: PoolName): WorkerInfo {
  return {
    id: `${pool}-1`,
    pool,
    engine: 'onnx',
    device: pool === 'cpu' ? 'AMD EPYC' : 'NVIDIA H100',
    threads: 0,
    memoryBytes: 0,
    override: false,
    passedOver: [],
    duties: ['training', 'recognition'],
    price: { perHour: 0, currency: 'JPY' },
  };
}

/** Both pools, with a worker in those that are named. */
export function pools(...online: PoolName[]): PoolStatus[] {
  return (['cpu', 'gpu'] as const).map((pool) => ({
    pool,
    workers: online.includes(pool) ? [worker(pool)] : [],
    waiting: 0,
    queue: [],
  }));
}

/** A model of the room's own, or the one that is shipped when it has no number. */
export function version(id: string, number: number, changes: Partial<ModelVersion> = {}): ModelVersion {
  const own = number > 0;
  return {
    id,
    roomId: own ? ROOM_ID : null,
    number,
    origin: own ? 'run' : 'shipped',
    architecture: 'mlp',
    layers: PRESET_LAYERS.mlp,
    parameters: 101_770,
    parentId: null,
    runId: own ? `run-${number}` : null,
    createdAt: NOON,
    dataset: { kind: 'mnist', source: 'mnist', trainSize: 60_000, corrections: 0, testSize: 10_000, digest: 'd' },
    metrics: { testAccuracy: 0.98, testLoss: 0.07, perClass: Array(10).fill(0.98), ece: 0.01, holdout: null },
    ...changes,
  };
}

export function run(number: number, changes: Partial<Run> = {}): Run {
  return {
    id: `run-${number}`,
    roomId: ROOM_ID,
    number,
    startedBy: { id: 'person-ann', name: 'Ann' },
    spec: { ...DEFAULT_RUN, seed: 1, layers: [...PRESET_LAYERS.mlp], framing: 'mnist', parentId: null },
    state: 'pending',
    createdAt: NOON,
    startedAt: null,
    endedAt: null,
    progress: { phase: 'queued', fraction: 0, epoch: 0, step: 0, totalSteps: 0, samplesPerSecond: 0, etaMs: null },
    worker: null,
    dataset: null,
    versionId: null,
    testAccuracy: null,
    checkpointEpoch: 0,
    cost: null,
    error: null,
    ...changes,
  };
}
