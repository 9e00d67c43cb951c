import { readEmbedOrigins } from './src/config';

/** Next calls this once, before the first request: settings that make no sense end the server, with the name of the one at fault. */
export function register(): void {
  try {
    readEmbedOrigins(process.env.EMBED_ORIGINS);
  } catch (error) {
    console.error(`app: ${(error as Error).message}`);
    process.exit(1);
  }
}
