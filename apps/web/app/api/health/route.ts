import { connection } from 'next/server';
import { internalGatewayAddress } from '../../../src/config';

/** How long the gateway may take to say that it is well. */
const HEALTH_TIMEOUT_MS = 2_000;

/** 200 when the gateway behind this page answers that it is well, else 503. */
export async function GET(): Promise<Response> {
  await connection();
  const gateway = await gatewayHealth();
  return Response.json(
    { status: gateway.ok ? 'ok' : 'unavailable', web: 'ok', gateway: gateway.detail },
    { status: gateway.ok ? 200 : 503, headers: { 'cache-control': 'no-store' } },
  );
}

async function gatewayHealth(): Promise<{ ok: boolean; detail: unknown }> {
  try {
    const answer = await fetch(`${internalGatewayAddress(process.env)}/health`, {
      signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS),
      cache: 'no-store',
    });
    return { ok: answer.ok, detail: await answer.json().catch(() => null) };
  } catch {
    return { ok: false, detail: 'unreachable' };
  }
}
