import { lookHandler } from './admission.js';
import { findCodeHandler, renewCodeHandler, showCodeHandler } from './code-handlers.js';
import type { Handlers } from './dispatcher.js';
import { readLinksHandler, renewLinkHandler } from './link-handlers.js';
import { attentionHandler, liveHandler, pingHandler } from './live-handlers.js';
import { judgeHandler, readPredictionHandler } from './model-handlers.js';
import { submitHandler } from './operation-handlers.js';
import {
  createHandler,
  joinHandler,
  leaveHandler,
  readLogHandler,
  readPageHandler,
  readScoreHandler,
} from './room-handlers.js';
import { readPeopleHandler } from './room-lists.js';
import { cancelRunHandler, readRunHandler, startRunHandler } from './run-handlers.js';
import { readSamplesHandler } from './sample-handlers.js';

/** Who answers which message of a client. */
export const handlers: Handlers = {
  'room.create': createHandler,
  'room.join': joinHandler,
  'room.leave': leaveHandler,
  'room.look': lookHandler,
  'links.read': readLinksHandler,
  'link.renew': renewLinkHandler,
  'code.show': showCodeHandler,
  'code.renew': renewCodeHandler,
  'code.find': findCodeHandler,
  'op.submit': submitHandler,
  'log.read': readLogHandler,
  'page.read': readPageHandler,
  'prediction.read': readPredictionHandler,
  'people.read': readPeopleHandler,
  'samples.read': readSamplesHandler,
  'score.read': readScoreHandler,
  live: liveHandler,
  attention: attentionHandler,
  'run.start': startRunHandler,
  'run.cancel': cancelRunHandler,
  'run.read': readRunHandler,
  'model.judge': judgeHandler,
  ping: pingHandler,
};
