import type { Digit, Ink } from '@inkroom/shared';
import type { Mnist } from './mnist.js';

export function generateDigitStrokes(_digit: Digit, _seed: number): Ink[] {
  throw new Error('not built yet');
}

export function generateDigits(_options: { trainSize: number; testSize: number; seed: number }): Mnist {
  throw new Error('not built yet');
}
