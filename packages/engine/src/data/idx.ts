import { fail, ok, type Result } from '@inkroom/shared';

/**
 * The `idx` format of MNIST's files: two zero bytes, the element type (8 is an unsigned byte), the number of dimensions,
 * each dimension as a big-endian 32-bit integer, then the values (http://yann.lecun.com/exdb/mnist/).
 */
const UNSIGNED_BYTE = 8;
const WORD = 4;

/**
 * Reads an idx file of unsigned bytes.
 * @param dimensions what the file must hold; anything else is refused
 * @returns the values, or `dataset_corrupt` telling what is wrong
 */
export function parseIdx(bytes: Uint8Array, dimensions: readonly number[], file: string): Result<Uint8Array> {
  const corrupt = (reason: string) =>
    fail('dataset_corrupt', { file, reason }, `The file ${file} is damaged or of the wrong kind: ${reason}.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = WORD * (1 + dimensions.length);
  if (bytes.length < header) return corrupt('it is too short for a header');
  if (view.getUint32(0) !== ((UNSIGNED_BYTE << 8) | dimensions.length)) {
    return corrupt(`it does not begin as an idx file of ${dimensions.length} dimensions`);
  }
  const found = dimensions.map((_, axis) => view.getUint32(WORD * (1 + axis)));
  if (found.some((size, axis) => size !== dimensions[axis])) {
    return corrupt(`it holds ${found.join(' x ')} values, not ${dimensions.join(' x ')}`);
  }
  const length = header + dimensions.reduce((size, side) => size * side, 1);
  if (bytes.length !== length) return corrupt(`it has ${bytes.length} bytes, not ${length}`);
  return ok(bytes.subarray(header));
}
