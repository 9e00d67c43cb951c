import type { StrokeId } from '../protocol/ids.js';

/** @param given the id that the author gave it, unique among their own */
export function strokeIdOf(authorId: string, given: string): StrokeId {
  return `${authorId}/${given}`;
}

export function authorOf(id: StrokeId): string {
  return id.slice(0, id.indexOf('/'));
}

/** The id that its author gave it. */
export function givenIdOf(id: StrokeId): string {
  return id.slice(id.indexOf('/') + 1);
}
