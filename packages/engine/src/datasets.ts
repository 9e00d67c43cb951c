import type { DatasetKind, Framing, Result, Sample } from '@inkroom/shared';
import type { Dataset } from './dataset.js';
import type { DownloadProgress, MnistSource } from './mnist.js';

export interface DatasetOptions {
  kind: DatasetKind;
  /** The room's samples; only those of the `training` part with a digit as label are learnt from. */
  samples: readonly Sample[];
  /** How the samples' strokes are drawn: the room's framing. */
  framing: Framing;
  mnist: MnistSource;
  onProgress?: (progress: DownloadProgress) => void;
  onLog?: (line: string) => void;
  signal?: AbortSignal;
}

export async function loadDataset(_options: DatasetOptions): Promise<Result<Dataset>> {
  throw new Error('not built yet');
}
