import errors from '../../messages/en/errors.json';
import models from '../../messages/en/models.json';
import sheet from '../../messages/en/sheet.json';
import shell from '../../messages/en/shell.json';
import training from '../../messages/en/training.json';
import type { Messages } from './messages';

export default { shell, training, models, sheet, errors } satisfies Messages;
