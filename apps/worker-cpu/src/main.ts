import { describeCpu, startWorker, trainingThreads } from '@inkroom/worker';

const device = describeCpu(trainingThreads(process.env));
await startWorker({
  pool: 'cpu',
  engine: { name: 'onnx', device, override: false },
  duties: ['recognition', 'training'],
});
