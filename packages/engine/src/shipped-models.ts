import type { ArchitectureName } from '@inkroom/shared';
import type { Artifact } from './artifact.js';

export interface ShippedModel {
  /** Id of the model version: `shipped-<architecture>`. */
  id: string;
  architecture: ArchitectureName;
  artifact: Artifact;
}

export async function shippedModels(): Promise<ShippedModel[]> {
  throw new Error('not built yet');
}
