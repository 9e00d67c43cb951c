import { probeEngine, startWorker, type WorkerEngine } from '@inkroom/worker';

/** EX_CONFIG of sysexits.h: this machine cannot run a GPU worker as it is; starting it again changes nothing. */
const EXIT_CONFIG = 78;
/** Names the engine to run in place of a GPU's: `onnx-cpu`, for trying the GPU pool out without a GPU. */
const OVERRIDE = 'INKROOM_GPU_POOL_ENGINE';

async function chooseEngine(): Promise<WorkerEngine> {
  const override = process.env[OVERRIDE];
  if (override === 'onnx-cpu') return { name: 'onnx', device: 'CPU (stands in for the GPU pool)', override: true };
  if (override) decline(`${OVERRIDE} knows onnx-cpu, not "${override}".`);
  const probed = await probeEngine('tfjs-node-gpu', 1);
  if (!probed.ok) decline(probed.error.message);
  return { name: 'tfjs-node-gpu', device: probed.value.device, override: false };
}

function decline(reason: string): never {
  console.error(reason);
  process.exit(EXIT_CONFIG);
}

await startWorker({ pool: 'gpu', engine: await chooseEngine(), duties: ['training'] });
