import { loadMnist } from '@inkroom/engine';
import { benchStock } from '/tmp/wt/e1/scripts/bench/stock-training.ts';

const l = await loadMnist({ dir: '/work/shared/data/mnist', cacheDir: '/tmp/x', mirrors: [] });
if (!l.ok) throw 1;
for (const a of ['mlp', 'compact', 'cnn'] as const) {
  const t = performance.now();
  console.log(
    JSON.stringify(
      await benchStock(a, l.value.train, {
        architecture: a,
        epochs: a === 'compact' ? 2 : 5,
        batchSize: a === 'compact' ? 64 : 32,
        images: 60000,
      }),
    ),
    ((performance.now() - t) / 1000).toFixed(1),
    's',
  );
}
process.exit(0);
