interface Request {
  /** Fresh for each answer: lets Next's own inline scripts run, and no others. */
  nonce: string;
  /** The host that the browser asked for, with its port. */
  host: string;
  /** Sites that may show the page in a frame. */
  embedOrigins: readonly string[];
  /** Turbopack's reloading evaluates code. */
  development: boolean;
}

/**
 * The page's Content-Security-Policy: scripts of this build alone, and connections to where it came from alone. Styles may be
 * inline, because accessible widgets place themselves by style attributes.
 */
export function contentSecurityPolicy({ nonce, host, embedOrigins, development }: Request): string {
  return Object.entries({
    'default-src': ["'self'"],
    'script-src': ["'self'", `'nonce-${nonce}'`, "'strict-dynamic'", ...(development ? ["'unsafe-eval'"] : [])],
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:'],
    // Older Safaris do not count a WebSocket to the page's own address as 'self'.
    'connect-src': ["'self'", `ws://${host}`, `wss://${host}`],
    'worker-src': ["'self'"],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'self'", ...embedOrigins],
  })
    .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
    .join('; ');
}
