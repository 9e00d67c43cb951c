import {
  cancelRequestSchema,
  codedErrorSchema,
  drainRequestSchema,
  type ErrorCode,
  type Limits,
  modelVersionSchema,
  openedRoomSchema,
  operatorRoomsSchema,
  operatorStateSchema,
  predictAnswerSchema,
  predictRequestSchema,
  ROOM_ID,
  SAMPLE_FORMATS,
  type SampleFormat,
  VERSION_FORMATS,
  VERSION_ID,
} from '@inkroom/shared';
import { z } from 'zod';
import type { GatewayConfig } from '../config.js';
import { admits, answerJson, type Router, statusOf } from './exchange.js';
import { PICTURE_SIDE_MAX } from './picture.js';
import { FILES } from './room-file-routes.js';
import { PERSON_ID_HEADER, PERSON_KEY_HEADER } from './version-routes.js';

type Json = Record<string, unknown>;

/** `GET /api/openapi.json`: what the gateway answers over HTTP, as programs read it (OpenAPI 3.1). */
export function openApiRoute(
  router: Router,
  config: Pick<GatewayConfig, 'basePath' | 'publicUrl' | 'webOrigins' | 'machineName'>,
  limits: Limits,
): void {
  const description = openApi(limits, config.basePath);
  router.all(`${config.basePath}/api/openapi.json`, (request, response) => {
    if (admits(request, response, config, 'GET')) answerJson(response, 200, description);
  });
}

/** The description, its schemas those by which requests are checked. */
export function openApi(limits: Limits, basePath: string): Json {
  const files = [param('path', 'roomId', { type: 'string', pattern: ROOM_ID.source })];
  const host = [PERSON_ID_HEADER, PERSON_KEY_HEADER].map((name) => param('header', name, { type: 'string' }));
  const model = [
    param(
      'query',
      'room',
      { type: 'string', pattern: ROOM_ID.source },
      'whose versions may be asked beside the shipped ones',
    ),
    param(
      'query',
      'version',
      { type: 'string', pattern: VERSION_ID.source },
      'the room’s champion when left out; without a room `shipped-drawn`',
    ),
  ];
  const zip = { format: 'zip', maxLength: limits.importBytesMax };
  const samples = (format: SampleFormat) => [
    `/rooms/{roomId}/samples/${format}`,
    {
      get: {
        summary: `A room’s samples as ${format}, to its hosts`,
        parameters: [...files, ...host],
        responses: { 200: binary('The file', FILES[format].type), ...refusals(...TRANSFER, 'wrong_key', 'host_only') },
      },
    },
  ];
  return {
    openapi: '3.1.0',
    info: {
      title: 'inkroom over HTTP',
      version: '1',
      description: 'Everything else goes over Socket.IO: docs/protocol.md.',
    },
    servers: [{ url: basePath || '/' }],
    paths: {
      '/api/predict': {
        post: {
          summary: 'Asks a model about a drawing',
          description: `Strokes or pixels as JSON, or a PNG of at most ${PICTURE_SIDE_MAX} x ${PICTURE_SIDE_MAX} pixels; of a PNG the query says which model is asked, of JSON the body.`,
          parameters: model,
          requestBody: {
            required: true,
            content: {
              'application/json': { schema: schemaOf(predictRequestSchema(limits), 'input') },
              'image/png': { schema: { type: 'string', format: 'binary', maxLength: limits.messageBytesMax } },
            },
          },
          responses: {
            200: json('What the model answers', predictAnswerSchema),
            ...refusals(
              'invalid_payload',
              'origin_refused',
              'room_not_found',
              'version_not_found',
              'payload_too_large',
              'artifact_corrupt',
              'too_many_predictions',
              'rate_limited',
              'internal',
              'no_recogniser',
              'storage_unavailable',
              'storage_full',
              'shutting_down',
              'timeout',
            ),
          },
        },
      },
      '/api/openapi.json': {
        get: {
          summary: 'This description',
          responses: { 200: json('OpenAPI 3.1', z.looseObject({})), ...refusals('origin_refused') },
        },
      },
      '/rooms': {
        post: {
          summary: 'Opens a room of a room’s file',
          requestBody: {
            required: true,
            content: {
              [FILES.room.type]: { schema: { type: 'string', format: 'binary', maxLength: limits.roomFileBytesMax } },
            },
          },
          responses: {
            201: json('The new room, with its keys', openedRoomSchema),
            ...refusals(
              ...TRANSFER,
              'payload_too_large',
              'room_file_invalid',
              'room_file_newer',
              'artifact_corrupt',
              'layers_invalid',
              'scores_invalid',
              'too_many_rooms',
              'no_worker',
            ),
          },
        },
      },
      '/rooms/{roomId}/file': {
        get: {
          summary: 'A room as one file, to its hosts',
          parameters: [...files, ...host],
          responses: { 200: binary('The file', FILES.room.type), ...refusals(...TRANSFER, 'wrong_key', 'host_only') },
        },
      },
      ...Object.fromEntries(SAMPLE_FORMATS.map(samples)),
      '/rooms/{roomId}/versions': {
        post: {
          summary: 'Brings a model in as a version of the room, for its hosts',
          parameters: [...files, ...host],
          requestBody: {
            description:
              'A zip of a TensorFlow.js layers model, a .keras file, an .h5 file, or a zip of one of the two',
            required: true,
            content: { 'application/octet-stream': { schema: { type: 'string', ...zip } } },
          },
          responses: {
            201: json('The new version', z.strictObject({ version: modelVersionSchema })),
            ...refusals(
              ...TRANSFER,
              'wrong_key',
              'host_only',
              'payload_too_large',
              'artifact_corrupt',
              'layers_invalid',
              'scores_invalid',
              'no_worker',
            ),
          },
        },
      },
      '/rooms/{roomId}/versions/{versionId}/{format}.zip': {
        get: {
          summary: 'A version as a file of another program',
          parameters: [
            ...files,
            param('path', 'versionId', { type: 'string', pattern: VERSION_ID.source }),
            param('path', 'format', { enum: [...VERSION_FORMATS] }),
          ],
          responses: {
            200: binary('The files, zipped', 'application/zip'),
            ...refusals(...TRANSFER, 'version_not_found', 'artifact_corrupt'),
          },
        },
      },
      ...Object.fromEntries([
        operatorPath('get', 'state', 'Gateways, workers, queues and runs', operatorStateSchema),
        operatorPath('get', 'rooms', 'The rooms that were used last, with what they take', operatorRoomsSchema),
        operatorPath('post', 'drain', 'Drains a gateway or worker', z.strictObject({}), drainRequestSchema),
        operatorPath('post', 'cancel', 'Cancels a run', z.strictObject({}), cancelRequestSchema),
      ]),
      '/health': { get: { summary: 'Short for /health/ready', responses: HEALTH } },
      '/health/ready': {
        get: { summary: 'Whether the gateway can serve; more of it to the operator', responses: HEALTH },
      },
      '/health/live': { get: { summary: 'That it answers at all', responses: { 200: HEALTH[200] } } },
      '/addresses': {
        get: {
          summary: 'Where others reach this gateway, told on its own machine alone',
          responses: { 200: json('Origins', z.strictObject({ addresses: z.array(z.string()) })) },
        },
      },
      '/metrics': {
        get: {
          summary: 'Figures for Prometheus, to the operator',
          responses: { 200: binary('Figures', 'text/plain'), 403: { description: 'Not the operator' } },
        },
      },
    },
  };
}

/** What an operator may ask for, where OPERATOR_TOKEN is set; else it is not there. */
function operatorPath(
  method: 'get' | 'post',
  name: string,
  summary: string,
  answer: z.ZodType,
  asked?: z.ZodType,
): [string, Json] {
  const content = asked && { 'application/json': { schema: schemaOf(asked, 'input') } };
  const acts = name === 'cancel' ? (['run_not_found', 'run_not_active'] as const) : [];
  const described = {
    summary: `${summary}, for who sends OPERATOR_TOKEN as a bearer token`,
    parameters: [param('header', 'authorization', { type: 'string' })],
    ...(content ? { requestBody: { required: true, content } } : {}),
    responses: {
      200: json('Done', answer),
      ...refusals(
        'operator_only',
        'rate_limited',
        'origin_refused',
        ...(asked ? (['invalid_payload', 'payload_too_large', 'timeout'] as const) : []),
        ...(name === 'drain' ? (['part_not_found'] as const) : []),
        ...acts,
        'internal',
        'storage_unavailable',
        'storage_full',
      ),
    },
  };
  return [`/api/operator/${name}`, { [method]: described }];
}

/** What may go wrong with every file. */
const TRANSFER = [
  'origin_refused',
  'room_not_found',
  'rate_limited',
  'too_many_transfers',
  'internal',
  'storage_unavailable',
  'storage_full',
  'shutting_down',
  'timeout',
] as const satisfies readonly ErrorCode[];

const health = z.looseObject({ status: z.string().describe('`ok`, or why it is not') });
const HEALTH = { 200: json('It is well', health), 503: json('It is not', health) };

function param(place: 'path' | 'query' | 'header', name: string, schema: Json, description?: string): Json {
  return { in: place, name, required: place !== 'query', schema, ...(description ? { description } : {}) };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output' = 'output'): Json {
  return z.toJSONSchema(schema, { io, unrepresentable: 'any' });
}

function json(description: string, schema: z.ZodType): Json {
  return { description, content: { 'application/json': { schema: schemaOf(schema) } } };
}

function binary(description: string, type: string): Json {
  return { description, content: { [type]: { schema: { type: 'string', format: 'binary' } } } };
}

/** Answers that say why not, by their status. */
function refusals(...codes: ErrorCode[]): Json {
  const statuses = [...new Set(codes.map(statusOf))];
  return Object.fromEntries(
    statuses.map((status) => {
      const of = codes.filter((code) => statusOf(code) === status);
      const coded = z.strictObject({ error: codedErrorSchema.extend({ code: z.enum(of) }) });
      return [status, json(of.join(', '), coded)];
    }),
  );
}
