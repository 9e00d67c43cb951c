import type { ErrorCode, RunNoteCode } from '@inkroom/shared';
import type compare from '../../../messages/en/compare.json';
import type errors from '../../../messages/en/errors.json';
import type evaluation from '../../../messages/en/evaluation.json';
import type layers from '../../../messages/en/layers.json';
import type models from '../../../messages/en/models.json';
import type notes from '../../../messages/en/notes.json';
import type page from '../../../messages/en/page.json';
import type shell from '../../../messages/en/shell.json';
import type training from '../../../messages/en/training.json';

/** All texts of one language; English says which there are. */
export interface Messages {
  shell: typeof shell;
  training: typeof training;
  models: typeof models;
  evaluation: typeof evaluation;
  layers: typeof layers;
  compare: typeof compare;
  /** Every line of a run's log has a sentence. */
  notes: Record<RunNoteCode, string>;
  page: typeof page;
  /** Every error code has a sentence: a missing one fails the type-check. */
  errors: Record<ErrorCode, string>;
}

// A code without a sentence, or a sentence without a code, is an error here.
type Unmatched<Code, Texts> = Exclude<Code, keyof Texts> | Exclude<keyof Texts, Code>;
type UnmatchedCodes = Unmatched<ErrorCode, typeof errors> | Unmatched<RunNoteCode, typeof notes>;
const _everyCodeIsTranslated: [UnmatchedCodes] extends [never] ? true : UnmatchedCodes = true;
void _everyCodeIsTranslated;
