/** Keeps a cookie. @returns whether the browser did: one that blocks them says nothing, or throws */
export function keepCookie(cookie: string): boolean {
  try {
    // biome-ignore lint/suspicious/noDocumentCookie: the server reads it on the next request; CookieStore is not in every browser.
    document.cookie = cookie;
    return document.cookie.split('; ').includes(cookie.split(';')[0]!);
  } catch {
    return false;
  }
}
