import { chooseEngine, startWorker } from '@inkroom/worker';

/** EX_CONFIG of sysexits.h: this machine cannot run a GPU worker as it is; starting it again changes nothing. */
const EXIT_CONFIG = 78;

try {
  const engine = await chooseEngine('gpu', process.env);
  if (!engine.ok) {
    console.error(engine.error.message);
    process.exit(EXIT_CONFIG);
  }
  await startWorker({ pool: 'gpu', engine: engine.value, duties: ['training'] }, process.env);
} catch (error) {
  console.error(`worker: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
