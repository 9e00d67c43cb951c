import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Tests of real processes that mostly wait for what is lost to be noticed: two files at a time leave the machine's cores free enough. */
const WAITING = ['networks', 'training-chaos', 'training-worker'].map((name) => `tests/integration/${name}.test.ts`);
const packages = fileURLToPath(new URL('./packages/', import.meta.url));
const apps = fileURLToPath(new URL('./apps/', import.meta.url));

export default defineConfig({
  resolve: {
    // Tests read the sources, so that a stale build can never make them pass.
    alias: [
      { find: /^@inkroom\/engine\/recogniser$/, replacement: `${packages}engine/src/recogniser.ts` },
      { find: '@inkroom/gateway', replacement: `${apps}gateway/src/index.ts` },
      { find: /^@inkroom\/([^/]+)$/, replacement: `${packages}$1/src/index.ts` },
    ],
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            '{packages,apps}/*/src/**/*.test.{ts,tsx}',
            '{scripts,research}/**/*.test.ts',
            'tests/{support,fuzz}/**/*.test.ts',
          ],
          // They take milliseconds; a machine that is busy with something else may make seconds of them.
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          exclude: WAITING,
          // Real processes share the machine's few cores: one file at a time keeps their timings honest.
          fileParallelism: false,
          testTimeout: 90_000,
          hookTimeout: 90_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'waiting',
          include: WAITING,
          maxWorkers: 2,
          // Some start three workers one after another: on a busy machine each takes its time, and every wait has an end of its own.
          testTimeout: 240_000,
          hookTimeout: 90_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          setupFiles: ['tests/support/quiet-consoles.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
