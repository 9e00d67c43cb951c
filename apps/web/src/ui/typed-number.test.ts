import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainNumber, typedNumber } from './typed-number';

describe('a typed number', () => {
  it.each([
    ['10', 10],
    [' 10 ', 10],
    ['１０', 10],
    ['　１０　', 10],
    ['０．００１', 0.001],
    ['0。5', 0.5],
    ['0,01', 0.01],
    ['０、０１', 0.01],
    ['1,024', 1024],
    ['１、０２４', 1024],
    ['60,000', 60000],
    ['-3', -3],
    ['－３', -3],
    ['ー３', -3],
    ['−3', -3],
    ['1e-3', 0.001],
    ['１ｅ－３', 0.001],
    ['.5', 0.5],
    ['5.', 5],
    ['\u200b7\ufeff', 7],
  ])('%j is read', (text, number) => {
    expect(typedNumber(text)).toBe(number);
  });

  it.each([
    '',
    ' ',
    '　',
    'fast',
    'ー',
    '-',
    '.',
    '、',
    '1,2,3',
    '1.2.3',
    '0x10',
    '0b1',
    'Infinity',
    'NaN',
    '十',
    '1e',
    '--1',
  ])('%j is none', (text) => {
    expect(typedNumber(text)).toBeNaN();
    expect(plainNumber(text)).toBeNull();
  });

  it('is the same in full-width letters as in plain ones', () => {
    const wide = (text: string) =>
      text.replace(/[!-~]/g, (sign) => String.fromCodePoint(sign.codePointAt(0)! + 0xfee0));
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(typedNumber(wide(String(number)))).toBe(Number(String(number)));
      }),
    );
  });
});
