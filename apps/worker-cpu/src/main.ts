import { chooseEngine, startWorker } from '@inkroom/worker';

const engine = await chooseEngine('cpu', process.env);
if (!engine.ok) throw new Error(engine.error.message);
await startWorker({ pool: 'cpu', engine: engine.value, duties: ['recognition', 'training'] }, process.env);
