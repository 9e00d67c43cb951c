import { type Artifact, renderCard } from '@inkroom/engine/recogniser';
import type { StoredArtifact } from '@inkroom/store';

/** An artefact as the store keeps it: with its card for people, which the store cannot write. */
export function storable(artifact: Artifact): StoredArtifact {
  return { ...artifact, cardText: renderCard(artifact.card, artifact.digest) };
}
