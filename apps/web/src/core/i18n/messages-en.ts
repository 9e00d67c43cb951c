import compare from '../../../messages/en/compare.json';
import errors from '../../../messages/en/errors.json';
import evaluation from '../../../messages/en/evaluation.json';
import layers from '../../../messages/en/layers.json';
import models from '../../../messages/en/models.json';
import notes from '../../../messages/en/notes.json';
import page from '../../../messages/en/page.json';
import shell from '../../../messages/en/shell.json';
import training from '../../../messages/en/training.json';
import type { Messages } from './messages';

export default { shell, training, models, evaluation, layers, compare, notes, page, errors } satisfies Messages;
