import errors from '../../messages/ja/errors.json';
import models from '../../messages/ja/models.json';
import sheet from '../../messages/ja/sheet.json';
import shell from '../../messages/ja/shell.json';
import training from '../../messages/ja/training.json';
import type { Messages } from './messages';

export default { shell, training, models, sheet, errors } satisfies Messages;
