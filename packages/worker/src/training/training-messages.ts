import type { Artifact, Checkpoint, EngineDescription, EngineName, MnistSource, WeightSpec } from '@inkroom/engine';
import type {
  ArchitectureName,
  CodedError,
  DatasetSummary,
  EpochPoint,
  Evaluation,
  Framing,
  LayerSpec,
  Limits,
  OutputCount,
  RunNote,
  RunPoint,
  RunProgress,
  RunSpec,
  Sample,
  ShelfDigit,
  WatchPoint,
} from '@inkroom/shared';

import type { ProcessUsage } from '../cost/cost-meter.js';

/** A model to go on from. */
export interface StartingPoint {
  architecture: ArchitectureName;
  layers: readonly LayerSpec[];
  outputs?: OutputCount | undefined;
  weightSpecs: WeightSpec[];
  /** float32 little-endian, in the order of `weightSpecs`. */
  weights: Uint8Array;
}

export interface MnistOrder extends Omit<MnistSource, 'mirrors'> {
  /** False to do without the mirrors, which could not be reached a while ago. */
  tryMirrors: boolean;
}

/** All that a training process needs to know: it has no Redis. */
export interface TrainingOrder {
  engine: EngineName;
  threads: number;
  spec: RunSpec;
  parent: StartingPoint | null;
  /** Where the run stopped on another worker. */
  checkpoint: Checkpoint | null;
  framing: Framing;
  /** All of the room's, or those that the run began with. */
  samples: readonly Sample[];
  /** The model that reads the room now: what the new one is held against. Null where it cannot be read. */
  live: { versionId: string; onnx: Uint8Array } | null;
  mnist: MnistOrder;
  limits: Limits;
}

/** From the worker to its training process. */
export type TrainingCommand =
  | { kind: 'train'; order: TrainingOrder }
  /** Open an engine, describe it and say how fast it trains, no more. */
  | { kind: 'probe'; engine: EngineName; threads: number }
  | { kind: 'cancel' };

/** From the training process to its worker; `finished`, `probed` or `failed` is the last one. */
export type TrainingReport =
  | { kind: 'note'; at: number; note: RunNote }
  | { kind: 'dataset'; summary: DatasetSummary }
  | { kind: 'progress'; progress: RunProgress; points: RunPoint[]; epochs: EpochPoint[]; watched: WatchPoint[] }
  /** What the run is watched on. */
  | { kind: 'shelf'; shelf: ShelfDigit[] }
  /** An epoch is over: all progress up to it has been told. */
  | { kind: 'checkpoint'; checkpoint: Checkpoint }
  | { kind: 'usage'; usage: ProcessUsage }
  /** No mirror of MNIST could be reached. */
  | { kind: 'mirrors-unreachable' }
  | { kind: 'finished'; artifact: Artifact; evaluation: Evaluation }
  | { kind: 'probed'; probed: ProbedEngine }
  | { kind: 'failed'; error: CodedError };

/** An engine that was opened on trial. */
export interface ProbedEngine {
  description: EngineDescription;
  /** Images of the notebook's CNN that it trains on in a second; null for one that only stands in for a GPU. */
  samplesPerSecond: number | null;
}

export type FinalReport = Extract<TrainingReport, { kind: 'finished' | 'probed' | 'failed' }>;
