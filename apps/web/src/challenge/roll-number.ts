/** A number of so many digits, in which no digit comes twice as long as that can be: each is another one to write. */
export function rollNumber(length: number, random: () => number = Math.random): string {
  const digits = [...'0123456789'];
  return Array.from({ length }, () => digits.splice(Math.floor(random() * digits.length), 1)[0]).join('');
}
