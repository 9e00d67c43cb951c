import type { StrokeId } from '../protocol/ids.js';
import type { CellLabel, Opinion } from '../protocol/room.js';
import { authorOf } from './stroke-id.js';

/** All that people say of a cell, each of them once, the label that stands last. */
export function opinionsOf(label: CellLabel | null | undefined): Opinion[] {
  if (!label) return [];
  const { value, by, at, others = [] } = label;
  return [...others, { value, by, at }];
}

/** What somebody says of a cell; undefined for who said nothing. */
export function opinionOf(label: CellLabel | null | undefined, personId: string): Opinion | undefined {
  return opinionsOf(label).find(({ by }) => by === personId);
}

/** Whether people say different things of a cell. */
export function isDisputed(label: CellLabel | null | undefined): boolean {
  return label?.others?.some(({ value }) => value !== label.value) ?? false;
}

/** Whose cell it is, though others may have written in it: who wrote the first of its strokes; null for one without ink. */
export function cellAuthor(strokes: readonly StrokeId[]): string | null {
  return strokes[0] === undefined ? null : authorOf(strokes[0]);
}

/** What is left of a label without one person's opinion, or null: what stands then has no sample yet. */
export function withoutOpinion(label: CellLabel | null, personId: string): CellLabel | null {
  const theirs = opinionOf(label, personId);
  if (!label || !theirs) return label;
  const { sampleId } = label;
  const left = opinionsOf(label).filter(({ by }) => by !== personId);
  const stands = left.pop();
  if (!stands) return null;
  return {
    ...stands,
    sampleId: stands.by === label.by ? sampleId : null,
    ...(left.length > 0 ? { others: left } : {}),
  };
}
