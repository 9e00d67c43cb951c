import { type NextRequest, NextResponse } from 'next/server';
import { readEmbedOrigins } from './src/core/config';
import { contentSecurityPolicy } from './src/core/content-security-policy';

/** Gives every page its Content-Security-Policy. Next reads the nonce for its own scripts from the request's header. */
export function proxy(request: NextRequest): NextResponse {
  const policy = contentSecurityPolicy({
    nonce: btoa(crypto.randomUUID()),
    host: hostOf(request),
    embedOrigins: readEmbedOrigins(process.env.EMBED_ORIGINS),
    development: process.env.NODE_ENV === 'development',
  });
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  return response;
}

/** What the browser asked for: the server's own idea of it is the address it listens on. */
function hostOf(request: NextRequest): string {
  const host = request.headers.get('x-forwarded-host') ?? request.headers.get('host') ?? 'localhost';
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).host : 'localhost';
}

export const config = { matcher: '/((?!api/|_next/|icon.svg).*)' };
