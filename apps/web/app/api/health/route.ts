import { connection } from 'next/server';

/** That the app's server answers. Whether all is well says the gateway's own `/health`. */
export async function GET(): Promise<Response> {
  await connection();
  return Response.json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } });
}
