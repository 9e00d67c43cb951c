import { sizeOf } from './fit-weights.js';
import type { WeightForm } from './layers-model.js';

/** Bytes of a value in its file; null for a quantisation that is none of TensorFlow.js. */
export function valueBytes({ quantization }: Pick<WeightForm, 'quantization'>): number | null {
  if (!quantization) return Float32Array.BYTES_PER_ELEMENT;
  const { dtype, scale, min } = quantization;
  if (dtype === 'float16') return 2;
  if (scale === undefined || min === undefined) return null;
  return dtype === 'uint8' ? 1 : dtype === 'uint16' ? 2 : null;
}

/** A weight's values, little-endian, from where they begin; quantised ones become float32 again. */
export function decodeWeight({ shape, quantization }: WeightForm, bytes: Buffer): Float32Array {
  const values = new Float32Array(sizeOf(shape));
  const { dtype = 'float32', scale = 1, min = 0 } = quantization ?? {};
  const read = {
    float32: (i: number) => bytes.readFloatLE(4 * i),
    float16: (i: number) => half(bytes.readUInt16LE(2 * i)),
    uint16: (i: number) => bytes.readUInt16LE(2 * i) * scale + min,
    uint8: (i: number) => bytes[i]! * scale + min,
  }[dtype as 'float32' | 'float16' | 'uint16' | 'uint8'];
  for (let i = 0; i < values.length; i++) values[i] = read(i);
  return values;
}

/** The number that the 16 bits of a half float (IEEE 754 binary16) stand for. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  // The smallest ones have no leading 1.
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}
