import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url));

/** What every path begins with. */
const basePath = (process.env.BASE_PATH ?? '').replace(/\/$/, '');

// Next reads this file once more in each of the processes that it builds with.
process.env.INKROOM_BUILD ??= randomUUID();
const build = process.env.INKROOM_BUILD;

/** What a browser says that takes brotli. */
const TAKES_BROTLI = '(?!.*\\bbr;q=0(?:[.]0*)?(?:,.*)?$).*\\bbr\\b.*';

/** Scripts and styles of a build as `compress-static.mjs` leaves them beside themselves, for browsers that take them so. */
const compressed = Object.entries(
  process.env.NODE_ENV === 'production' ? { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8' } : {},
).map(([ending, type]) => ({
  type,
  asked: {
    source: `/_next/static/chunks/:name(.+\\.${ending})`,
    has: [{ type: 'header' as const, key: 'accept-encoding', value: TAKES_BROTLI }],
  },
}));

const config: NextConfig = {
  ...(basePath ? { basePath } : {}),
  env: { NEXT_PUBLIC_BASE_PATH: basePath, NEXT_PUBLIC_BUILD: build },
  output: 'standalone',
  // The workspaces' node_modules lie above this folder: both the trace of the standalone build and Turbopack must see them.
  outputFileTracingRoot: repositoryRoot,
  turbopack: {
    root: repositoryRoot,
    // Messages come compiled, see `compile-messages.ts`.
    resolveAlias: {
      'use-intl/format-message': 'use-intl/format-message/format-only',
      // What errors say in English is among a page's texts: those that its own code makes are known by their code.
      './message-of.js': { browser: './src/core/message-of.ts' },
      // Engine.IO's third transport, which no gateway offers.
      './webtransport.js': './src/core/no-web-transport.ts',
      './transports/webtransport.js': './src/core/no-web-transport.ts',
    },
  },
  transpilePackages: ['@inkroom/shared', '@inkroom/client'],
  experimental: {
    optimizePackageImports: ['radix-ui', 'lucide-react', '@inkroom/shared', '@inkroom/client'],
    // A room's first visit counts most, and files compress better together.
    turbopackChunking: { firstPageLoadPriority: 1, minChunkSize: 100_000 },
  },
  poweredByHeader: false,
  // Of `next dev`: the address of a room of an earlier version opens it, and stays out of logs.
  logging: { incomingRequests: false },
  reactStrictMode: true,
  rewrites: async () => ({
    beforeFiles: compressed.map(({ asked }) => ({ ...asked, destination: '/_next/static/chunks/:name.br' })),
  }),
  headers: async () => [
    {
      source: '/:path*',
      headers: [
        // Other sites need not learn which room somebody is in; one of an earlier version is opened by its address.
        { key: 'referrer-policy', value: 'same-origin' },
        // A service worker keeps a page together with files of its own build alone.
        { key: 'x-inkroom-build', value: build },
      ],
    },
    ...compressed.map(({ asked, type }) => ({
      ...asked,
      headers: [
        { key: 'content-encoding', value: 'br' },
        { key: 'content-type', value: type },
        { key: 'vary', value: 'accept-encoding' },
      ],
    })),
  ],
};

export default config;
