/** The signs that people type for a minus. */
const MINUS = /[\p{Pd}\u2212\u30fc]/gu;
const UNSEEN = /[\s\p{Cf}]/gu;
const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;
/** Thousands, as in 1,024. What begins with a zero is a fraction. */
const GROUPED = /^[-+]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?$/;

/** A number in plain digits and signs, however it was typed; null for what is no number. */
export function plainNumber(text: string): string | null {
  const plain = text
    .normalize('NFKC')
    .replace(UNSEEN, '')
    .replace(MINUS, '-')
    .replaceAll('。', '.')
    .replaceAll('、', ',');
  const number = GROUPED.test(plain) ? plain.replaceAll(',', '') : plain.replace(',', '.');
  return NUMBER.test(number) ? number : null;
}

/** Reads a number as people type it: full-width, with a comma for the decimal sign or between thousands. Else not a number. */
export function typedNumber(text: string): number {
  return Number(plainNumber(text) ?? Number.NaN);
}
