/** A model version that is loaded and ready to read digits. */
export interface Recogniser {
  /**
   * @param images count * 784 values 0..1, row by row
   * @returns count * 10 probabilities; each ten sum to 1
   */
  predict(images: Float32Array, count: number): Promise<Float32Array>;
  /** Runs each batch size once, so that no reader pays for the first run's allocations. */
  warmUp(batchSizes: readonly number[]): Promise<void>;
  dispose(): Promise<void>;
}

export interface RecogniserOptions {
  /** Threads of one inference. */
  threads: number;
}

/** Runs a model version's inference graph with ONNX Runtime on the CPU. */
export class OnnxRecogniser implements Recogniser {
  static async load(_onnx: Uint8Array, _options: RecogniserOptions): Promise<Recogniser> {
    throw new Error('not built yet');
  }
  async predict(_images: Float32Array, _count: number): Promise<Float32Array> {
    throw new Error('not built yet');
  }
  async warmUp(_batchSizes: readonly number[]): Promise<void> {}
  async dispose(): Promise<void> {}
}
