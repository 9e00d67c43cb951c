import { fileURLToPath } from 'node:url';
import { type ArchitectureName, architectureSchema } from '@inkroom/shared';
import { type Artifact, loadArtifact } from './artifact.js';

export interface ShippedModel {
  /** Id of the model version: `shipped-<architecture>`. */
  id: string;
  architecture: ArchitectureName;
  artifact: Artifact;
}

/** `packages/engine/models`, beside both `src` and `dist`. */
const MODELS = new URL('../models/', import.meta.url);

/**
 * The pre-trained models that inkroom comes with, one of each architecture.
 * @throws CodedException `artifact_corrupt` when one of them is damaged
 */
export async function shippedModels(): Promise<ShippedModel[]> {
  return Promise.all(
    architectureSchema.options.map(async (architecture) => ({
      id: `shipped-${architecture}`,
      architecture,
      artifact: await loadArtifact(fileURLToPath(new URL(architecture, MODELS))),
    })),
  );
}
