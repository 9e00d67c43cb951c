import type { EngineDescription, Trainer, TrainerOptions, TrainingEngine } from './engine.js';

export interface OnnxEngineOptions {
  /** Threads of one training step. */
  threads: number;
}

export class OnnxEngine implements TrainingEngine {
  readonly name = 'onnx';
  constructor(readonly options: OnnxEngineOptions) {}
  describe(): EngineDescription {
    throw new Error('not built yet');
  }
  async createTrainer(_options: TrainerOptions): Promise<Trainer> {
    throw new Error('not built yet');
  }
}
