/** `npm run dev`: inkroom for developing on it; what a saved source belongs to is compiled and restarted, or reloaded. */
import { createPartLog } from './lib/log.ts';
import { runStack } from './lib/session.ts';
import { compiledParts, compilerPart, webPart } from './lib/stack.ts';

await runStack(createPartLog(['redis', 'tsc', 'gateway', 'web', 'worker-cpu', 'worker-gpu']), (settings) => [
  compilerPart(),
  // One CPU worker is enough to develop on, and restarts sooner than several.
  ...compiledParts({ ...settings, cpuWorkers: 1 }, ['--watch', '--watch-preserve-output']),
  webPart(settings, 'dev'),
]);
