import { connection } from 'next/server';
import { readPublicConfig } from '../../../src/config';

/** Where browsers find the gateway. */
export async function GET(): Promise<Response> {
  await connection();
  return Response.json(readPublicConfig(process.env), { headers: { 'cache-control': 'no-store' } });
}
