import { type ArchitectureName, DEFAULT_VERSION_ID, type ModelVersion } from '@inkroom/shared';

/** Where a model's line of descent begins. */
export type Root =
  /** The shipped model for drawings: its purpose says more than its layers. */
  | 'drawings'
  /** One that the room no longer keeps. */
  | 'forgotten'
  | ArchitectureName;

/** What a model was trained on from: that tells people more than its layers do. */
export interface Descent {
  root: Root;
  /** Whether corrections were learnt anywhere on the way. */
  corrected: boolean;
}

/** A version, or a run that makes one, as far as its descent needs it. */
export interface Descendant {
  parentId: string | null;
  /** How many corrections it learnt from itself. */
  corrections: number;
}

/** The line of descent of what was trained on from another model; null for what began from scratch. */
export function descentOf(descendant: Descendant, versions: readonly ModelVersion[]): Descent | null {
  if (descendant.parentId === null) return null;
  let corrected = descendant.corrections > 0;
  // No line of descent is longer than the list of versions.
  for (let id = descendant.parentId, step = 0; step <= versions.length; step++) {
    const parent = versions.find((version) => version.id === id);
    if (!parent) break;
    if (parent.parentId === null) return { root: rootOf(parent), corrected };
    corrected ||= parent.dataset.corrections > 0;
    id = parent.parentId;
  }
  return { root: 'forgotten', corrected };
}

function rootOf({ id, architecture }: ModelVersion): Root {
  return id === DEFAULT_VERSION_ID ? 'drawings' : architecture;
}
