import { constants, setPriority } from 'node:os';
import { adoptModel, loadDataset, mnistMirrors } from '@inkroom/engine';
import { importModel } from '@inkroom/exchange';
import { codedError, toCodedError } from '@inkroom/shared';
import { tellsOutOfMemory } from '../out-of-memory.js';
import type { ImportOrder, ImportReport } from './import-messages.js';

/**
 * The program of an import process: looks at one file from outside and ends. A process of its own keeps TensorFlow.js out of
 * the worker, and whatever the file does to it stays there.
 */

// Below the readers of digits, as a training process is.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

process.on('disconnect', () => process.exit(1));
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

process.once('message', async (order: ImportOrder) => {
  const report = await look(order).catch((thrown: unknown): ImportReport => {
    // Its text may tell of paths and the like: it is for the worker's log, not for the room.
    process.stderr.write(`${thrown instanceof Error ? thrown.stack : thrown}\n`);
    return {
      kind: 'failed',
      error: tellsOutOfMemory(String(thrown)) ? codedError('out_of_memory') : toCodedError(thrown),
    };
  });
  process.send?.(report, () => process.exit(0));
});

async function look({ zip, limits, threads, mnist, framing, samples }: ImportOrder): Promise<ImportReport> {
  const model = await importModel(zip, limits);
  if (!model.ok) return { kind: 'failed', error: model.error };
  const mirrors = mnist.tryMirrors ? mnistMirrors(process.env) : [];
  const dataset = await loadDataset({ kind: 'mnist', samples, framing, mnist: { ...mnist, mirrors } });
  if (!dataset.ok) return { kind: 'failed', error: dataset.error };
  const { mistakesMax } = limits;
  const adopted = await adoptModel(model.value, { dataset: dataset.value, threads, mistakesMax });
  const mirrorsUnreachable = mirrors.length > 0 && dataset.value.summary.source === 'generated';
  return { kind: 'imported', ...adopted, mirrorsUnreachable };
}
