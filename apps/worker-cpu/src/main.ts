import { chooseEngine, startWorker } from '@inkroom/worker';

try {
  const engine = await chooseEngine('cpu', process.env);
  if (!engine.ok) throw new Error(engine.error.message);
  await startWorker({ pool: 'cpu', engine: engine.value, duties: ['recognition', 'training'] }, process.env);
} catch (error) {
  console.error(`worker: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
