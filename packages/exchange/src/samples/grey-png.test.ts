import { inflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { greyPng } from './grey-png.js';

it('is a PNG of eight bits of grey, row by row', () => {
  const png = Buffer.from(greyPng(Uint8Array.of(0, 1, 2, 253, 254, 255), 3));
  expect(png.subarray(0, 8)).toEqual(Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]));
  expect(png.subarray(12, 29).toString('hex')).toBe(
    `${Buffer.from('IHDR').toString('hex')}${'00000003'}${'00000002'}0800000000`,
  );
  const at = png.indexOf('IDAT');
  const rows = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
  expect([...rows]).toEqual([0, 0, 1, 2, 0, 253, 254, 255]);
  // As every program knows the end of one: its check is always the same.
  expect(png.subarray(-8).toString('hex')).toBe('49454e44ae426082');
});
