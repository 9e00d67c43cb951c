import {
  CELL_SIZE,
  type CodedError,
  DEFAULT_LIMITS,
  fail,
  type Ink,
  ok,
  POINT_STRIDE,
  type PredictAnswer,
  type PredictRequest,
  quantisePoints,
  type Result,
  thinDrawing,
} from '@inkroom/shared';
import { BASE_PATH } from '../config';

/**
 * Asks a shipped model about a drawing.
 * @returns the server's refusal, or `offline` where nothing of inkroom answers
 */
export async function askModel(request: PredictRequest, signal: AbortSignal): Promise<Result<PredictAnswer>> {
  try {
    const response = await fetch(`${BASE_PATH}/api/predict`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
      signal,
    });
    // A proxy may answer in its own words, in JSON too.
    const body = (await response.json()) as (Partial<PredictAnswer> & { error?: CodedError }) | null;
    if (body?.error?.code) return { ok: false, error: body.error };
    return body?.predictions?.length ? ok(body as PredictAnswer) : fail('offline');
  } catch {
    return fail('offline');
  }
}

/** Strokes as a model sees them, in few bytes; what lies far outside of the cell is brought within the reach that a server takes. */
export function strokesToAsk(strokes: readonly Ink[]): NonNullable<PredictRequest['strokes']> {
  const { pointReach, cellStrokesMax } = DEFAULT_LIMITS;
  const within = (value: number) => Math.min(CELL_SIZE + pointReach, Math.max(-pointReach, value));
  return thinDrawing(strokes.slice(-cellStrokesMax)).map(({ width, points }) => ({
    width,
    points: quantisePoints(points).map((value, i) => (i % POINT_STRIDE < 2 ? within(value) : value)),
  }));
}
