import { readEmbedOrigins } from './config';

/** Ends the app's server where a setting makes no sense, with the name of the one at fault: better than an error on every page. */
export function checkSettings(): void {
  try {
    readEmbedOrigins(process.env.EMBED_ORIGINS);
  } catch (error) {
    console.error(`app: ${(error as Error).message}`);
    process.exit(1);
  }
}
