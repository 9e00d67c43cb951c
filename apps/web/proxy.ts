import { type NextRequest, NextResponse } from 'next/server';
import { readPublicConfig } from './src/config';
import { contentSecurityPolicy } from './src/content-security-policy';

/** Gives every page its Content-Security-Policy. Next reads the nonce for its own scripts from the request's header. */
export function proxy(request: NextRequest): NextResponse {
  const policy = contentSecurityPolicy({
    nonce: btoa(crypto.randomUUID()),
    config: readPublicConfig(process.env),
    hostname: hostnameOf(request),
    development: process.env.NODE_ENV === 'development',
  });
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  return response;
}

/** The name that the browser asked for: the server's own idea of it is the address it listens on. */
function hostnameOf(request: NextRequest): string {
  const host = request.headers.get('x-forwarded-host') ?? request.headers.get('host') ?? 'localhost';
  const url = `http://${host}`;
  return URL.canParse(url) ? new URL(url).hostname : 'localhost';
}

export const config = { matcher: '/((?!api/|_next/|icon.svg).*)' };
