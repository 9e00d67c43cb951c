import type { ErrorCode, FileFaultCode, RunNoteCode } from '@inkroom/shared';
import type challenge from '../../../messages/en/challenge.json';
import type compare from '../../../messages/en/compare.json';
import type evaluation from '../../../messages/en/evaluation.json';
import type layers from '../../../messages/en/layers.json';
import type models from '../../../messages/en/models.json';
import type operator from '../../../messages/en/operator.json';
import type page from '../../../messages/en/page.json';
import type projector from '../../../messages/en/projector.json';
import type shell from '../../../messages/en/shell.json';
import type takeHome from '../../../messages/en/take-home.json';
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
  takeHome: typeof takeHome;
  projector: typeof projector;
  challenge: typeof challenge;
  /** Of the operator’s page, which alone has them. */
  operator: typeof operator;
  /** Every error code has a sentence: a missing one fails the type-check. */
  errors: Record<ErrorCode, string>;
  /** Why a model's file cannot be used. */
  fileFaults: Record<FileFaultCode, string>;
}
