import challenge from '../../../messages/ja/challenge.json';
import compare from '../../../messages/ja/compare.json';
import errors from '../../../messages/ja/errors.json';
import evaluation from '../../../messages/ja/evaluation.json';
import fileFaults from '../../../messages/ja/file-faults.json';
import layers from '../../../messages/ja/layers.json';
import models from '../../../messages/ja/models.json';
import notes from '../../../messages/ja/notes.json';
import operator from '../../../messages/ja/operator.json';
import page from '../../../messages/ja/page.json';
import projector from '../../../messages/ja/projector.json';
import shell from '../../../messages/ja/shell.json';
import takeHome from '../../../messages/ja/take-home.json';
import training from '../../../messages/ja/training.json';
import type { Messages } from './messages';

export default {
  shell,
  training,
  models,
  evaluation,
  layers,
  compare,
  notes,
  page,
  operator,
  takeHome,
  projector,
  challenge,
  errors,
  fileFaults,
} satisfies Messages;
