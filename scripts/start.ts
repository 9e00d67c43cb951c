/** `npm start`: builds what changed, starts the whole of inkroom on this machine and watches over it. */
import { ensureBuilt } from './lib/build.ts';
import { createPartLog } from './lib/log.ts';
import { runStack } from './lib/session.ts';
import { compiledParts, webPart } from './lib/stack.ts';

await ensureBuilt(['web']);
await runStack(createPartLog(['redis', 'gateway', 'web', 'worker-cpu', 'worker-gpu']), (settings) => [
  ...compiledParts(settings),
  webPart(settings, 'built'),
]);
