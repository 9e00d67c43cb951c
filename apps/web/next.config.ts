import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url));

const config: NextConfig = {
  output: 'standalone',
  // The workspaces' node_modules lie above this folder: both the trace of the standalone build and Turbopack must see them.
  outputFileTracingRoot: repositoryRoot,
  turbopack: { root: repositoryRoot },
  transpilePackages: ['@inkroom/shared', '@inkroom/client'],
  experimental: { optimizePackageImports: ['radix-ui', 'lucide-react', '@inkroom/shared', '@inkroom/client'] },
  poweredByHeader: false,
  // Nothing in a room survives being mounted twice at once (its connection is a person), and the client guards itself.
  reactStrictMode: true,
};

export default config;
