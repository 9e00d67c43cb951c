/** Brightness 0..255 as 0..1, looked up: a division for each pixel would cost more than the copy around it. */
const UNIT = Float32Array.from({ length: 256 }, (_, value) => value / 255);

/** Writes pixels 0..255 as 0..1 into `target`. */
export function toUnit(pixels: Uint8Array, target: Float32Array): void {
  for (let i = 0; i < pixels.length; i++) target[i] = UNIT[pixels[i]!]!;
}

/** Writes pixels 0..1 as 0..255 into `target`, from `offset` on: the precision that MNIST's scans have. */
export function toBytes(pixels: Float32Array, target: Uint8Array, offset: number): void {
  for (let i = 0; i < pixels.length; i++) target[offset + i] = Math.round(pixels[i]! * 255);
}
