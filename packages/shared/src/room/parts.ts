import type { SamplePart } from '../datasets.js';

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * A number from 0 (inclusive) to 1 (exclusive) that looks random and is always the same for the same text: FNV-1a of 32 bits
 * (Fowler, Noll and Vo) over its characters, of which ids have only one byte each, its bits mixed once more by MurmurHash3's finaliser (Appleby), for FNV alone
 * leaves texts that differ at their end close together.
 */
export function drawOf(text: string): number {
  let hash = FNV_OFFSET;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), FNV_PRIME);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/**
 * The part of an author whose first sample is being made. The first author of a room trains, so that a small room can learn.
 * @param holdoutShare share of authors in the holdout part, 0..1
 */
export function drawPart(authorId: string, isFirst: boolean, holdoutShare: number): SamplePart {
  return !isFirst && drawOf(authorId) < holdoutShare ? 'holdout' : 'training';
}
