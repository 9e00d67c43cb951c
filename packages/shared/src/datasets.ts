import { z } from 'zod';
import type { CellIndex } from './page.js';
import type { Person } from './people.js';
import { DIGITS, type Digit } from './recognition.js';
import type { StrokeId } from './room/stroke-id.js';
import type { Ink } from './stroke.js';

/** What a run trains on: MNIST's scans, the room's corrections, or both together. */
export const datasetKindSchema = z.enum(['mnist', 'corrections', 'both']);
export type DatasetKind = z.infer<typeof datasetKindSchema>;

/** What a run was really trained and measured on. */
export interface DatasetSummary {
  kind: DatasetKind;
  /** `generated` when MNIST could not be had and drawn digits took its place. */
  source: 'mnist' | 'generated';
  /** Images in the training set, corrections included. */
  trainSize: number;
  /** How many of them come from the room's corrections. */
  corrections: number;
  testSize: number;
  /** SHA-256 over images and labels, hex. */
  digest: string;
}

export const labelSchema = z.literal([...DIGITS, 'not-a-digit']);
/** What people say a cell holds. */
export type Label = Digit | 'not-a-digit';

/** A sample's part, drawn once for each author and kept for good, so that nobody is trained and measured on at once. */
export type SamplePart = 'training' | 'holdout';

/** A sample as the room keeps it: it names its strokes, whose ink never changes. */
export interface SampleFacts {
  label: Label;
  part: SamplePart;
  /** Who said what the strokes are. */
  labelledBy: string;
  at: number;
  /** The page and the cell that it was made of. */
  page: number;
  cell: CellIndex;
  /** At least one. */
  strokes: readonly StrokeId[];
  /** What their ink takes in the store. */
  bytes: number;
}

/** A sample with its ink: what corrections leave for training. */
export interface Sample extends Pick<SampleFacts, 'label' | 'part' | 'labelledBy' | 'at'> {
  id: string;
  /** Who wrote the strokes (the author of the first one). */
  authorId: string;
  /** As models read them, see `thinStroke`. */
  strokes: Ink[];
}

/** What somebody's samples are: those whose label they gave, or those that hold their writing. */
export type SampleRole = 'labelled' | 'written';

/** How many of a room's samples come from one person. */
export interface PersonSamples {
  person: Person;
  /** How many they said what they are. */
  labelled: number;
  /** How many hold their writing. */
  written: number;
}

export interface SampleCounts {
  training: number;
  holdout: number;
  /** Training samples of each digit. */
  perDigit: number[];
}
