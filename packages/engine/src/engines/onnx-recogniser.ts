import { CodedException, codedError, IMAGE_SIZE, OUTPUT_COUNTS, type OutputCount } from '@inkroom/shared';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** A model version that is loaded and ready to read digits. */
export interface Recogniser {
  /**
   * @param images count * 784 values 0..1, row by row
   * @returns for each image the probabilities of the model's ten or eleven outputs, which sum to 1
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

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;

/** What ONNX Runtime says of a graph that is damaged, or not one that reads digits. All else is no fault of the graph. */
const BAD_GRAPH =
  /protobuf parsing failed|invalid model|model data pointer is null|INVALID_(ARGUMENT|GRAPH|PROTOBUF)|NOT_IMPLEMENTED|not in the graph/i;

/** Runs a model version's inference graph with ONNX Runtime on the CPU. */
export class OnnxRecogniser implements Recogniser {
  readonly #session: InferenceSession;
  readonly #input: string;
  readonly #output: string;
  readonly #outputs: OutputCount;

  private constructor(session: InferenceSession, outputs: OutputCount) {
    this.#session = session;
    this.#outputs = outputs;
    this.#input = session.inputNames[0]!;
    this.#output = session.outputNames[0]!;
  }

  /** @throws CodedException `artifact_corrupt` when ONNX Runtime says that the file is at fault, or it has neither ten outputs nor eleven */
  static async load(onnx: Uint8Array, options: RecogniserOptions): Promise<Recogniser> {
    const loading = InferenceSession.create(onnx, {
      executionProviders: ['cpu'],
      intraOpNumThreads: options.threads,
      graphOptimizationLevel: 'all',
      // Readings come in bursts: threads that wait in a loop would burn the cores between them.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
    const session = await blamed(loading);
    const outputs = outputsOf(session);
    if (outputs) return new OnnxRecogniser(session, outputs);
    await session.release();
    throw new CodedException(codedError('artifact_corrupt', { reason: 'it answers neither ten scores nor eleven' }));
  }

  /** @throws CodedException `artifact_corrupt` when ONNX Runtime says that the graph is at fault */
  async predict(images: Float32Array, count: number): Promise<Float32Array> {
    if (images.length !== count * PIXELS) {
      throw new RangeError(`${count} images have ${count * PIXELS} values, not ${images.length}`);
    }
    if (count === 0) return new Float32Array(0);
    const feeds = { [this.#input]: new Tensor('float32', images, [count, IMAGE_SIZE, IMAGE_SIZE, 1]) };
    const scores = new Float32Array(count * this.#outputs);
    await blamed(this.#session.run(feeds, { [this.#output]: new Tensor('float32', scores, [count, this.#outputs]) }));
    return scores;
  }

  async warmUp(batchSizes: readonly number[]): Promise<void> {
    for (const size of batchSizes) await this.predict(new Float32Array(size * PIXELS), size);
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }
}

function outputsOf({ outputMetadata: [scores] }: InferenceSession): OutputCount | undefined {
  const last = scores?.isTensor ? scores.shape.at(-1) : undefined;
  return OUTPUT_COUNTS.find((count) => count === last);
}

async function blamed<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    if (!BAD_GRAPH.test(reason)) throw cause;
    throw new CodedException(codedError('artifact_corrupt', { reason }), { cause });
  }
}
