import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url));

/** What every path begins with. */
const basePath = (process.env.BASE_PATH ?? '').replace(/\/$/, '');

// Next reads this file once more in each of the processes that it builds with.
process.env.INKROOM_BUILD ??= randomUUID();
const build = process.env.INKROOM_BUILD;

const config: NextConfig = {
  ...(basePath ? { basePath } : {}),
  env: { NEXT_PUBLIC_BASE_PATH: basePath, NEXT_PUBLIC_BUILD: build },
  output: 'standalone',
  // The workspaces' node_modules lie above this folder: both the trace of the standalone build and Turbopack must see them.
  outputFileTracingRoot: repositoryRoot,
  turbopack: { root: repositoryRoot },
  transpilePackages: ['@inkroom/shared', '@inkroom/client'],
  experimental: { optimizePackageImports: ['radix-ui', 'lucide-react', '@inkroom/shared', '@inkroom/client'] },
  poweredByHeader: false,
  // Of `next dev`: a room's address opens the room, and stays out of logs.
  logging: { incomingRequests: false },
  reactStrictMode: true,
  headers: async () => [
    {
      source: '/:path*',
      headers: [
        // A room's address is its key: other sites must not learn it.
        { key: 'referrer-policy', value: 'same-origin' },
        // A service worker keeps a page together with files of its own build alone.
        { key: 'x-inkroom-build', value: build },
      ],
    },
  ],
};

export default config;
