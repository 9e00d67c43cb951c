import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  fail,
  type Limits,
  ok,
  type PredictAnswer,
  type PredictQuestion,
  pictureQuerySchema,
  predictRequestSchema,
  type Result,
  refusalOf,
} from '@inkroom/shared';
import type { Logger } from 'pino';
import type { GatewayConfig } from '../config.js';
import type { ClientAddress } from './client-address.js';
import { admits, answerJson, type Router, readBody, refuse, refuseThrown } from './exchange.js';
import { pixelsOfPng } from './picture.js';
import type { Predictor } from './predictor.js';

export interface PredictRouteOptions {
  predictor: Pick<Predictor, 'admit' | 'predict'>;
  log: Logger;
  limits: Limits;
  config: Pick<GatewayConfig, 'basePath' | 'publicUrl' | 'webOrigins' | 'machineName'>;
  clientAddress: ClientAddress;
  isClosing: () => boolean;
}

/** `POST /api/predict`. */
export function predictRoute(
  router: Router,
  { predictor, log, limits, config, clientAddress, isClosing }: PredictRouteOptions,
) {
  const schema = predictRequestSchema(limits);

  router.all(`${config.basePath}/api/predict`, async (request, response) => {
    if (!admits(request, response, config, 'POST')) return;
    try {
      const answered = isClosing() ? fail('shutting_down') : await answer(request, response);
      if (answered.ok) answerJson(response, 200, answered.value);
      else refuse(response, answered.error);
    } catch (thrown) {
      refuseThrown(response, thrown, log);
    }
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<Result<PredictAnswer>> {
    const address = clientAddress(request);
    const admitted = await predictor.admit(address);
    if (!admitted.ok) return admitted;
    // A body that trickles in takes nobody's place.
    const body = await readBody(request, response, limits.messageBytesMax, limits.predictionBodyMs);
    const question = body.ok ? questionOf(request, body.value) : body;
    return question.ok ? predictor.predict(address, question.value, whenGone(response)) : question;
  }

  /** @returns `invalid_payload` for what has not the form */
  function questionOf({ headers, url }: IncomingMessage, body: Buffer): Result<PredictQuestion> {
    if (headers['content-type']?.startsWith('image/png')) return pictureQuestion(url ?? '', body);
    let json: unknown;
    try {
      json = JSON.parse(body.toString());
    } catch {
      return fail('invalid_payload', { issues: [{ path: '', message: 'expected JSON' }] });
    }
    const parsed = schema.safeParse(json);
    return parsed.success ? ok(parsed.data) : { ok: false, error: refusalOf(parsed.error) };
  }
}

/** A PNG comes without room for anything else: which model is asked stands behind the path. */
function pictureQuestion(url: string, body: Buffer): Result<PredictQuestion> {
  const query = Object.fromEntries(new URL(url, 'http://localhost').searchParams);
  const model = pictureQuerySchema.safeParse(query);
  if (!model.success) return { ok: false, error: refusalOf(model.error) };
  const pixels = pixelsOfPng(body);
  return pixels.ok ? ok({ ...model.data, drawing: { pixels: pixels.value } }) : pixels;
}

/** Aborted once nobody is there any more to be answered. */
function whenGone(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return gone.signal;
}
