import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const packages = fileURLToPath(new URL('./packages/', import.meta.url));

export default defineConfig({
  resolve: {
    // Tests read the sources, so that a stale build can never make them pass.
    alias: [
      { find: /^@inkroom\/engine\/recogniser$/, replacement: `${packages}engine/src/recogniser.ts` },
      { find: /^@inkroom\/(shared|store|engine|worker|client)$/, replacement: `${packages}$1/src/index.ts` },
    ],
  },
  test: {
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'scripts/**/*.test.ts'] },
      },
    ],
  },
});
