/** What every path of the app begins with, such as `/ink`; '' for none. Part of the build, from BASE_PATH. */
export const BASE_PATH = process.env.NEXT_PUBLIC_BASE_PATH ?? '';

/** Tells this build of the app from others. */
export const BUILD = process.env.NEXT_PUBLIC_BUILD ?? '';

/** The gateway's address for a page that was loaded from `origin`: the page's own. */
export function gatewayAddress(origin: string): string {
  return `${origin}${BASE_PATH}`;
}

/**
 * The sites that may show the app in a frame, from EMBED_ORIGINS, separated by commas.
 * @throws Error that names the variable when one makes no sense
 */
export function readEmbedOrigins(text = ''): string[] {
  return text.split(',').flatMap((part) => {
    const origin = part.trim();
    if (origin === '') return [];
    if (!URL.canParse(origin) || !/^https?:$/.test(new URL(origin).protocol))
      throw new Error(`EMBED_ORIGINS must list addresses such as https://school.example, not "${origin}"`);
    return [new URL(origin).origin];
  });
}
