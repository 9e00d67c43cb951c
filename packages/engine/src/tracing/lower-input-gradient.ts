import type * as tf from '@tensorflow/tfjs';
import type { Lowered, Lowering } from './lowering.js';
import { type Factors, wholeWindows } from './phases.js';
import { sizeOf, type TracedNode, type TracedTensor } from './trace-graph.js';
import { convGeometry } from './trace-kernels.js';

type Geometry = tf.backend_util.Conv2DInfo;

/**
 * The gradient of a convolution's input. Which rows of the output a row of the input went to, and through which rows of the
 * filter, is the same for a whole band of rows: their gradient is one product of those rows' gradients, side by side, with those
 * rows of the filter. It has a value for each pixel of the output and each place across the filter, and a second product, with
 * a matrix of zeros and ones, sums up what falls on the same pixel.
 *
 * To add the values up with ScatterND would be shorter, but with two threads ONNX Runtime 1.30 loses one of two values that
 * reach a pixel at the same time (docs/decisions/0014-no-scattering-sums.md).
 */
export function inputGradient(node: TracedNode, lowering: Lowering): Lowered[] {
  const { graph } = lowering;
  const { dy, filter } = node.inputs;
  const output = node.outputs[0]!;
  const geometry = convGeometry(output.shape, filter!.shape, node.attributes);
  const { batchSize, inWidth, inChannels, filterHeight, filterWidth, outChannels } = geometry;
  const { parts, factors } = lowering.parts(dy!);
  const gradients = parts.length === 1 ? parts[0]! : graph.op('Concat', parts, { axis: 0 });
  const whole = wholeWindows(dy!.shape, factors);
  // What is in no window has no gradient.
  const [height, width] = [whole.y * factors.y, whole.x * factors.x];
  const weights = filterByRows(filter!, geometry, lowering);
  const overlap = graph.constant(overlapMatrix(geometry, width), [inWidth, width * filterWidth], 'float32');
  const bands = rowBands(geometry, height);
  const blocks = bands.map(({ inputRows, filterRows }) => {
    const shape = [batchSize, inputRows.length, inWidth * inChannels];
    if (filterRows.length === 0) return graph.constant(new Float32Array(sizeOf(shape)), shape, 'float32');
    const index = gradientIndex(geometry, factors, { inputRows, filterRows, width });
    const gathered = graph.op('Gather', [gradients, graph.constant(index, [index.length], 'int32')], { axis: 0 });
    const pixels = batchSize * inputRows.length * width;
    const rows = graph.reshape(gathered, [pixels, filterRows.length * outChannels]);
    const used =
      filterRows.length === filterHeight
        ? weights
        : graph.op('Gather', [weights, graph.constant(filterRows, [filterRows.length], 'int32')], { axis: 0 });
    const places = graph.op('Gemm', [
      rows,
      graph.reshape(used, [filterRows.length * outChannels, filterWidth * inChannels]),
    ]);
    const lines = graph.reshape(places, [batchSize * inputRows.length, width * filterWidth, inChannels]);
    return graph.reshape(graph.op('MatMul', [overlap, lines]), shape);
  });
  const joined = blocks.length === 1 ? blocks[0]! : graph.op('Concat', blocks, { axis: 1 });
  const order = bands.flatMap(({ inputRows }) => inputRows);
  const sorted = order.every((row, at) => row === at)
    ? joined
    : graph.op('Gather', [joined, graph.constant(inverse(order), [order.length], 'int32')], { axis: 1 });
  return [{ layout: 'plain', name: graph.reshape(sorted, output.shape) }];
}

/** [height, width, in, out] as [height, out * width * in]. */
function filterByRows(filter: TracedTensor, geometry: Geometry, lowering: Lowering): string {
  const { graph } = lowering;
  const { filterHeight, filterWidth, inChannels, outChannels } = geometry;
  const turned = graph.op('Transpose', [lowering.plain(filter)], { perm: [0, 3, 1, 2] });
  return graph.reshape(turned, [filterHeight, outChannels * filterWidth * inChannels]);
}

/** Rows of the input that the same rows of the filter carry to the output. */
interface Band {
  inputRows: number[];
  filterRows: number[];
}

/** @param height rows of the output that have a gradient */
function rowBands(geometry: Geometry, height: number): Band[] {
  const bands = new Map<string, Band>();
  for (let y = 0; y < geometry.inHeight; y++) {
    const filterRows = Array.from({ length: geometry.filterHeight }, (_, ky) => ky).filter((ky) => {
      const row = outputRow(geometry, y, ky);
      return Number.isInteger(row) && row >= 0 && row < height;
    });
    const band = bands.get(`${filterRows}`);
    if (band) band.inputRows.push(y);
    else bands.set(`${filterRows}`, { inputRows: [y], filterRows });
  }
  return [...bands.values()];
}

/** The row of the output that row `ky` of the filter carries row `y` of the input to; a fraction where it carries it to none. */
function outputRow({ padInfo, dilationHeight, strideHeight }: Geometry, y: number, ky: number): number {
  return (y + padInfo.top - ky * dilationHeight) / strideHeight;
}

/** Where the gradients of a band lie: [batch, input row, output column, filter row]. */
function gradientIndex(
  geometry: Geometry,
  factors: Factors,
  { inputRows, filterRows, width }: Band & { width: number },
): Int32Array {
  const { batchSize, outHeight } = geometry;
  const [h, w] = [Math.floor(outHeight / factors.y), width / factors.x];
  const index = new Int32Array(batchSize * inputRows.length * width * filterRows.length);
  let at = 0;
  for (let b = 0; b < batchSize; b++) {
    for (const y of inputRows) {
      for (let x = 0; x < width; x++) {
        for (const ky of filterRows) {
          const row = outputRow(geometry, y, ky);
          const phase = (row % factors.y) * factors.x + (x % factors.x);
          index[at++] = ((phase * batchSize + b) * h + Math.floor(row / factors.y)) * w + Math.floor(x / factors.x);
        }
      }
    }
  }
  return index;
}

/** One where a place across the filter carries a pixel of a row of the input to a pixel of the output: [input, output * filter]. */
function overlapMatrix(geometry: Geometry, width: number): Float32Array {
  const { inWidth, filterWidth, padInfo, strideWidth, dilationWidth } = geometry;
  const matrix = new Float32Array(inWidth * width * filterWidth);
  for (let x = 0; x < width; x++) {
    for (let kx = 0; kx < filterWidth; kx++) {
      const column = x * strideWidth + kx * dilationWidth - padInfo.left;
      if (column >= 0 && column < inWidth) matrix[(column * width + x) * filterWidth + kx] = 1;
    }
  }
  return matrix;
}

function inverse(order: readonly number[]): number[] {
  const places = new Array<number>(order.length);
  for (const [at, row] of order.entries()) places[row] = at;
  return places;
}
