import {
  codedError,
  DEFAULT_LIMITS,
  ERROR_CODES,
  FRAMINGS,
  type PredictAnswer,
  predictRequestSchema,
} from '@inkroom/shared';
import findMyWay from 'find-my-way';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { statusOf } from './exchange.js';
import { operatorRoutes } from './http.js';
import { openApi, openApiRoute } from './openapi.js';
import { operatorPageRoutes } from './operator-routes.js';
import { predictRoute } from './predict-route.js';
import { roomFileRoutes } from './room-file-routes.js';
import { versionRoutes } from './version-routes.js';

interface Operation {
  parameters?: { in: string; name: string }[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
}
const description = openApi(DEFAULT_LIMITS, '/ink');
const paths = description.paths as Record<string, Record<string, Operation>>;
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

/** The paths that the gateway answers itself, as a description writes them. */
function ownPaths(): string[] {
  const router = findMyWay();
  const config = { basePath: '/ink', publicUrl: null, webOrigins: [], machineName: 'test' };
  const options = { limits: DEFAULT_LIMITS, config, isClosing: () => false } as never;
  versionRoutes(router, options);
  roomFileRoutes(router, options);
  predictRoute(router, options);
  operatorPageRoutes(router, { ...(options as object), config: { ...config, operatorToken: 'x' }, store: {} } as never);
  openApiRoute(router, config, DEFAULT_LIMITS);
  operatorRoutes(router, config.basePath, {} as never);
  const { routes } = router as unknown as { routes: { pattern: string; params: string[] }[] };
  const written = routes.map(({ pattern, params }) => {
    const names = [...params];
    return pattern.replace('/ink', '').replaceAll(/:(?:\(\))?/g, () => `{${names.shift()}}`);
  });
  return [...new Set(written)].sort();
}

/** A described schema, as somebody reads it who knows nothing of ours. */
const schemaOf = (content: Record<string, { schema: object }> | undefined, type = 'application/json') =>
  z.fromJSONSchema(content![type]!.schema as never);

describe('the description of what is answered over HTTP', () => {
  it('has every path that the gateway answers, and no other', () => {
    expect(Object.keys(paths).sort()).toEqual(ownPaths());
    expect(description.servers).toEqual([{ url: '/ink' }]);
  });

  it('has each part of a path among its parameters', () => {
    for (const { path, operation } of operations) {
      const inPath = (operation.parameters ?? []).filter((one) => one.in === 'path').map(({ name }) => name);
      expect(inPath).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    }
  });

  it('tells refusals by the status with which they are answered', () => {
    for (const { operation } of operations)
      for (const [status, { description: codes, content }] of Object.entries(operation.responses)) {
        const told = codes.split(', ').filter((code) => ERROR_CODES.includes(code as never));
        for (const code of told as (typeof ERROR_CODES)[number][]) {
          expect(`${statusOf(code)}`).toBe(status);
          expect(schemaOf(content).safeParse({ error: codedError(code) }).success).toBe(true);
        }
        if (Number(status) >= 400 && content?.['application/json'])
          expect(told.length + Number(status === '503')).toBeGreaterThan(0);
      }
  });

  it('describes the question and the answer of a prediction as they are checked', () => {
    const { requestBody, responses } = paths['/api/predict']!.post!;
    const [question, answer] = [schemaOf(requestBody!.content), schemaOf(responses[200]!.content)];
    const line = [
      [70, 60],
      [210, 60],
    ];
    const bodies: [object, boolean][] = [
      [{ strokes: [line], framing: 'all' }, true],
      [{ strokes: [{ points: [1, 2, 0.5, 0], width: 8 }], room: 'abc123', version: 'shipped-mlp' }, true],
      [{ pixels: new Array(784).fill(0) }, true],
      [{ pixels: new Array(783).fill(0) }, false],
      [{ strokes: [line], framing: 'sideways' }, false],
      [{ strokes: [line], colour: 'red' }, false],
      [{ strokes: [line], room: '../x' }, false],
    ];
    for (const [body, isRight] of bodies) {
      expect(question.safeParse(body).success).toBe(isRight);
      expect(predictRequestSchema(DEFAULT_LIMITS).safeParse(body).success).toBe(isRight);
    }
    const told: PredictAnswer = {
      version: 'shipped-drawn',
      predictions: [
        { framing: FRAMINGS[0], decision: { is: 7, or: 1, score: 0.2 }, digit: 7, scores: new Array(10).fill(0.1) },
      ],
      times: { queueMs: 1, rasteriseMs: 1, inferMs: 1, totalMs: 3 },
    };
    expect(answer.safeParse(told).error).toBeUndefined();
    expect(answer.safeParse({ ...told, predictions: [{ digit: 'seven' }] }).success).toBe(false);
  });
});
