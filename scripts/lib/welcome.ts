import { renderUnicodeCompact } from 'uqr';

/**
 * What is said when all is ready: the address for this machine, and, where it is in a network, the one for everybody else as a QR code
 * to point a phone at.
 * @param origins where others reach it
 */
export function welcome(url: string, origins: readonly string[]): string {
  const lines = [`inkroom ready ${url}`];
  const others = origins.map((origin) => `${origin}${new URL(url).pathname}`.replace(/\/$/, ''));
  const [first, ...more] = others;
  if (first === undefined) return `${lines[0]}\n`;
  lines.push(`for everybody in this network: ${first}`);
  for (const other of more) lines.push(`                            or: ${other}`);
  return `${lines.join('\n')}\n${renderUnicodeCompact(first, { border: 1 })}\n`;
}
