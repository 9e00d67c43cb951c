import { z } from 'zod';

/**
 * What a stroke is called: its author, a slash, and the id that the author gave it. So an id belongs to its author: nobody else
 * can take it, and nobody can name another's stroke by mistake.
 */
export type StrokeId = string;

export const strokeIdSchema = z.string().regex(/^[A-Za-z0-9_-]{8,40}\/[A-Za-z0-9_-]{8,40}$/);

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
