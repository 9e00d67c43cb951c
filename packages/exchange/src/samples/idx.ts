/**
 * An `idx` file of unsigned bytes, the format of MNIST's: two zero bytes, 8 for unsigned bytes, the number of dimensions, each dimension as
 * a big-endian 32-bit integer, then the values (http://yann.lecun.com/exdb/mnist/).
 */
export function idxFile(dimensions: readonly number[], values: Uint8Array): Uint8Array {
  const header = Buffer.alloc(4 * (1 + dimensions.length));
  header.writeUInt32BE((8 << 8) | dimensions.length);
  for (const [axis, size] of dimensions.entries()) header.writeUInt32BE(size, 4 * (1 + axis));
  return Buffer.concat([header, values]);
}
