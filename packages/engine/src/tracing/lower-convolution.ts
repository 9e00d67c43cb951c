import type * as tf from '@tensorflow/tfjs';
import { activated } from './fused-activation.js';
import { inputGradient } from './lower-input-gradient.js';
import type { KernelLowering, Lowered, Lowering } from './lowering.js';
import { type Factors, WHOLE, wholeWindows } from './phases.js';
import type { TracedNode, TracedTensor } from './trace-graph.js';
import { convGeometry } from './trace-kernels.js';

/** Convolutions over [batch, height, width, channels] as matrix products over gathered pixels (im2col). */
export const CONVOLUTION_LOWERINGS: Record<string, KernelLowering> = {
  Conv2D: convolution,
  FusedConv2D: convolution,
  Conv2DBackpropFilter: filterGradient,
  Conv2DBackpropInput: inputGradient,
};

type Geometry = tf.backend_util.Conv2DInfo;

function convolution(node: TracedNode, lowering: Lowering): Lowered[] {
  const { graph } = lowering;
  const { x, filter, bias } = node.inputs;
  const output = node.outputs[0]!;
  const geometry = convGeometry(x!.shape, filter!.shape, node.attributes);
  const factors = lowering.wantedPhases(output) ?? WHOLE;
  const weights = filterMatrix(filter!, geometry, lowering);
  const { matrices, transposed } = columns(x!, geometry, factors, lowering);
  const parts = matrices.map((matrix) => {
    const operands = bias ? [matrix, weights, lowering.plain(bias)] : [matrix, weights];
    return activated(graph.op('Gemm', operands, { transA: transposed ? 1 : 0 }), node, lowering);
  });
  if (factors === WHOLE) return [{ layout: 'plain', name: graph.reshape(parts[0]!, output.shape) }];
  return [{ layout: 'phases', parts, factors }];
}

function filterGradient(node: TracedNode, lowering: Lowering): Lowered[] {
  const { graph } = lowering;
  const { x, dy } = node.inputs;
  const output = node.outputs[0]!;
  const geometry = convGeometry(x!.shape, output.shape, node.attributes);
  const { parts, factors } = lowering.parts(dy!);
  const { matrices, transposed } = columns(x!, geometry, factors, lowering);
  // The third operand of Gemm is added to the product: the parts sum up without a pass of their own.
  const summed = (operands: (part: number) => [string, string], transA: 0 | 1) =>
    parts.reduce<string | null>(
      (sum, _, i) => graph.op('Gemm', sum === null ? operands(i) : [...operands(i), sum], { transA }),
      null,
    )!;
  const { filterHeight, filterWidth, inChannels, outChannels } = geometry;
  const weightRows = filterHeight * filterWidth * inChannels;
  const gradient = transposed
    ? summed((i) => [matrices[i]!, parts[i]!], 0)
    : weightRows <= outChannels
      ? summed((i) => [matrices[i]!, parts[i]!], 1)
      : // Gemm is slow at turning a tall operand: the smaller one is turned instead, and then the small result.
        graph.op('Transpose', [summed((i) => [parts[i]!, matrices[i]!], 1)], { perm: [1, 0] });
  return [{ layout: 'plain', name: graph.reshape(gradient, output.shape) }];
}

/** [height, width, in, out] as [height * width * in, out]. */
function filterMatrix(filter: TracedTensor, geometry: Geometry, lowering: Lowering): string {
  const name = lowering.plain(filter);
  const { filterHeight, filterWidth, inChannels, outChannels } = geometry;
  return lowering.memo(`filter ${name}`, () =>
    lowering.graph.reshape(name, [filterHeight * filterWidth * inChannels, outChannels]),
  );
}

/** The pixels under each place of the filter, for each phase of the output. */
interface Columns {
  /** [output pixels, filter places], or the other way round. */
  matrices: string[];
  transposed: boolean;
}

/** What the forward pass and the filter's gradient multiply with; both get the same. */
function columns(x: TracedTensor, geometry: Geometry, factors: Factors, lowering: Lowering): Columns {
  return canShiftRows(geometry, factors)
    ? { matrices: shiftedRows(x, geometry, factors, lowering), transposed: true }
    : { matrices: gatheredPixels(x, geometry, factors, lowering), transposed: false };
}

/** One row for each output pixel [b * h * w, filter height * width * channels], gathered pixel by pixel. */
function gatheredPixels(x: TracedTensor, geometry: Geometry, factors: Factors, lowering: Lowering): string[] {
  const { graph } = lowering;
  const { batchSize, inHeight, inWidth, inChannels, filterHeight, filterWidth } = geometry;
  const key = geometryKey(geometry, factors);
  const rows = lowering.rows(x);
  const padded = lowering.memo(`padded ${rows}`, () => {
    if (geometry.padInfo.type === 'VALID') return rows;
    const zeros = graph.constant(new Float32Array(inChannels), [1, inChannels], 'float32');
    return graph.op('Concat', [rows, zeros], { axis: 0 });
  });
  const taps = filterHeight * filterWidth;
  return columnIndices(geometry, factors).map((index, part) =>
    lowering.memo(`columns ${rows} ${key} ${part}`, () => {
      const name = lowering.memo(`index ${batchSize} ${inHeight} ${inWidth} ${key} ${part}`, () =>
        graph.constant(index, [index.length], 'int32'),
      );
      const gathered = graph.op('Gather', [padded, name], { axis: 0 });
      return graph.reshape(gathered, [index.length / taps, taps * inChannels]);
    }),
  );
}

/** Whether {@link shiftedRows} serves: one channel, no padding, no stride. */
function canShiftRows(geometry: Geometry, factors: Factors): boolean {
  const { inChannels, inWidth, padInfo, strideHeight, strideWidth, dilationHeight, dilationWidth } = geometry;
  const plain = [strideHeight, strideWidth, dilationHeight, dilationWidth].every((step) => step === 1);
  return inChannels === 1 && padInfo.type === 'VALID' && plain && inWidth % factors.x === 0;
}

/**
 * One column for each output pixel [filter height * width, b * h * w]: with one channel a pixel is a single number, and
 * gathering those one by one costs more than the product. The pixels under one place of the filter, taken over a row of the
 * output, are a piece of a row of the input's phase; such pieces are copied whole.
 */
function shiftedRows(x: TracedTensor, geometry: Geometry, factors: Factors, lowering: Lowering): string[] {
  const { graph } = lowering;
  const { batchSize, inHeight, inWidth, filterHeight, filterWidth } = geometry;
  const { y: height, x: width } = wholeWindows(geometry.outShape, factors);
  const key = geometryKey(geometry, factors);
  const name = lowering.plain(x);
  const shifts = Math.ceil((factors.x + filterWidth - 1) / factors.x);
  const pieces = lowering.memo(`pieces ${name} ${key}`, () => {
    const cut = graph.reshape(name, [batchSize * inHeight, inWidth / factors.x, factors.x]);
    const phases = graph.op('Transpose', [cut], { perm: [2, 0, 1] });
    const shifted = Array.from({ length: shifts }, (_, shift) =>
      graph.op('Slice', [phases, graph.ints([shift]), graph.ints([shift + width]), graph.ints([2])]),
    );
    const all = shifted.length === 1 ? shifted[0]! : graph.op('Concat', shifted, { axis: 0 });
    return graph.reshape(all, [shifts * factors.x * batchSize * inHeight, width]);
  });
  const matrices: string[] = [];
  for (let phaseY = 0; phaseY < factors.y; phaseY++) {
    for (let phaseX = 0; phaseX < factors.x; phaseX++) {
      matrices.push(
        lowering.memo(`shifted ${pieces} ${key} ${phaseY} ${phaseX}`, () => {
          const index: number[] = [];
          for (let ky = 0; ky < filterHeight; ky++) {
            for (let kx = 0; kx < filterWidth; kx++) {
              // Pieces lie by shift, then phase, then image, then row: the column's place tells shift and phase at once.
              const column = phaseX + kx;
              for (let b = 0; b < batchSize; b++) {
                for (let i = 0; i < height; i++) {
                  index.push((column * batchSize + b) * inHeight + i * factors.y + phaseY + ky);
                }
              }
            }
          }
          const rows = graph.op('Gather', [pieces, graph.constant(index, [index.length], 'int32')], { axis: 0 });
          return graph.reshape(rows, [filterHeight * filterWidth, batchSize * height * width]);
        }),
      );
    }
  }
  return matrices;
}

function geometryKey(geometry: Geometry, factors: Factors): string {
  const { filterShape, strideHeight, strideWidth, padInfo } = geometry;
  return JSON.stringify([filterShape, strideHeight, strideWidth, padInfo, factors]);
}

/**
 * For each phase of the output, the row of the input pixel under each place of the filter, for each output pixel. A place on
 * the padding has the row after the last.
 */
function columnIndices(geometry: Geometry, factors: Factors): Int32Array[] {
  const { batchSize, inHeight, inWidth, filterHeight, filterWidth, padInfo } = geometry;
  const windows = wholeWindows(geometry.outShape, factors);
  const outside = batchSize * inHeight * inWidth;
  const indices: Int32Array[] = [];
  for (let phaseY = 0; phaseY < factors.y; phaseY++) {
    for (let phaseX = 0; phaseX < factors.x; phaseX++) {
      const index = new Int32Array(batchSize * windows.y * windows.x * filterHeight * filterWidth);
      let at = 0;
      for (let b = 0; b < batchSize; b++) {
        for (let i = phaseY; i < windows.y * factors.y; i += factors.y) {
          for (let j = phaseX; j < windows.x * factors.x; j += factors.x) {
            for (let ky = 0; ky < filterHeight; ky++) {
              for (let kx = 0; kx < filterWidth; kx++) {
                const y = i * geometry.strideHeight + ky * geometry.dilationHeight - padInfo.top;
                const x = j * geometry.strideWidth + kx * geometry.dilationWidth - padInfo.left;
                const inside = y >= 0 && x >= 0 && y < inHeight && x < inWidth;
                index[at++] = inside ? (b * inHeight + y) * inWidth + x : outside;
              }
            }
          }
        }
      }
      indices.push(index);
    }
  }
  return indices;
}
