/**
 * Whether a page may connect. Socket.IO's `cors` does not guard WebSockets, and a browser opens one to any host it is told
 * to. Allowed are pages of this host, whatever their port (the page is served beside the gateway), and listed ones. What
 * sends no Origin is not a browser, and nobody's page can misuse it.
 * @param origin the request's Origin header
 * @param host the request's Host header
 */
export function isOriginAllowed(
  origin: string | undefined,
  host: string | undefined,
  listed: readonly string[],
): boolean {
  if (origin === undefined) return true;
  if (listed.includes(origin)) return true;
  const page = hostName(origin);
  return page !== null && host !== undefined && page === hostName(`http://${host}`);
}

function hostName(url: string): string | null {
  try {
    return new URL(url).hostname;
  } catch {
    return null;
  }
}
