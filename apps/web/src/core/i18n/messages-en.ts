import { ERROR_MESSAGES, FILE_FAULT_MESSAGES, NOTE_MESSAGES } from '@inkroom/shared';
import challenge from '../../../messages/en/challenge.json';
import compare from '../../../messages/en/compare.json';
import evaluation from '../../../messages/en/evaluation.json';
import layers from '../../../messages/en/layers.json';
import models from '../../../messages/en/models.json';
import operator from '../../../messages/en/operator.json';
import page from '../../../messages/en/page.json';
import projector from '../../../messages/en/projector.json';
import shell from '../../../messages/en/shell.json';
import takeHome from '../../../messages/en/take-home.json';
import training from '../../../messages/en/training.json';
import type { Messages } from './messages';

/** The English sentences of errors, notes and faults of files are those of their registries. */
export default {
  shell,
  training,
  models,
  evaluation,
  layers,
  compare,
  notes: NOTE_MESSAGES,
  page,
  operator,
  takeHome,
  projector,
  challenge,
  errors: ERROR_MESSAGES,
  fileFaults: FILE_FAULT_MESSAGES,
} satisfies Messages;
