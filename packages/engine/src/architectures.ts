import type { ArchitectureName } from '@inkroom/shared';
import type * as tf from '@tensorflow/tfjs';

export function buildModel(_name: ArchitectureName, _seed: number): tf.LayersModel {
  throw new Error('not built yet');
}
