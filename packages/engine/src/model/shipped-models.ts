import { fileURLToPath } from 'node:url';
import type { ArchitectureName } from '@inkroom/shared';
import { type Artifact, loadArtifact } from './artifact.js';

export interface ShippedModel {
  /** Id of the model version. */
  id: string;
  architecture: ArchitectureName;
  artifact: Artifact;
}

/** Folders of the shipped models, each a version `shipped-<folder>`. */
const SHIPPED = ['drawn', 'mlp', 'cnn'] as const;

/** `packages/engine/models`, beside both `src` and `dist`. */
const MODELS = new URL('../../models/', import.meta.url);

/**
 * The pre-trained models that inkroom comes with.
 * @throws CodedException `artifact_corrupt` when one of them is damaged
 */
export async function shippedModels(): Promise<ShippedModel[]> {
  return Promise.all(
    SHIPPED.map(async (folder) => {
      const artifact = await loadArtifact(fileURLToPath(new URL(folder, MODELS)));
      return { id: `shipped-${folder}`, architecture: artifact.card.architecture, artifact };
    }),
  );
}
