import type { Artifact } from '@inkroom/engine';
import type { CodedError, Evaluation, Framing, Limits, Sample } from '@inkroom/shared';
import type { MnistOrder } from '../training/training-messages.js';

/** All that an import process needs to know: it has no Redis. */
export interface ImportOrder {
  /** The file that was brought, as it came. */
  zip: Uint8Array;
  limits: Limits;
  threads: number;
  mnist: MnistOrder;
  framing: Framing;
  /** The room's holdout. */
  samples: readonly Sample[];
}

/** The one message of an import process. */
export type ImportReport =
  | { kind: 'imported'; artifact: Artifact; evaluation: Evaluation; mirrorsUnreachable: boolean }
  | { kind: 'failed'; error: CodedError };
