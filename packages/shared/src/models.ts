import { z } from 'zod';
import type { DatasetSummary } from './datasets.js';
import type { Framing } from './framing.js';
import type { LayerSpec } from './layers.js';

/** The ready-made architectures: the notebook's two, and a small one that trains in seconds. */
export const presetSchema = z.enum(['mlp', 'cnn', 'compact']);
export type PresetName = z.infer<typeof presetSchema>;

export const architectureSchema = z.enum([...presetSchema.options, 'custom']);
export type ArchitectureName = z.infer<typeof architectureSchema>;

/** The model that a new room begins with. */
export const DEFAULT_VERSION_ID = 'shipped-drawn';

export interface VersionMetrics {
  /** Share of right answers on the test set, 0..1. */
  testAccuracy: number;
  /** Mean cross-entropy on the test set. */
  testLoss: number;
  /** Share of right answers for each digit, 0..1. */
  perClass: number[];
  /** Expected calibration error on the test set, 0..1. */
  ece: number;
  /** The room's holdout samples as they were then; null when there were none. */
  holdout: { size: number; accuracy: number } | null;
}

/** How a version leaves: TensorFlow.js' layers model, an ONNX graph, or Keras' HDF5 file, each zipped with its card. */
export const versionFormatSchema = z.enum(['tfjs', 'onnx', 'keras']);
export type VersionFormat = z.infer<typeof versionFormatSchema>;

/** Where a version comes from: inkroom itself, a run, or a file that a host brought. */
export type VersionOrigin = 'shipped' | 'run' | 'imported';

/** An immutable model version. Its artefact (topology, weights, inference graph) lies beside it in the store. */
export interface ModelVersion {
  id: string;
  /** The room whose run made it, or null for a shipped one. */
  roomId: string | null;
  /** Counts a room's versions from 1; 0 for a shipped one. */
  number: number;
  origin: VersionOrigin;
  architecture: ArchitectureName;
  layers: readonly LayerSpec[];
  parameters: number;
  /** The version that training started from, if not from scratch. */
  parentId: string | null;
  /** The run that made it, or null for a shipped one. */
  runId: string | null;
  createdAt: number;
  /** How its run made images of the room's drawings, where a run made it. */
  framing?: Framing;
  dataset: DatasetSummary;
  metrics: VersionMetrics;
}
