import { styleText } from 'node:util';
import { prettyFactory } from 'pino-pretty';

type Colour = Parameters<typeof styleText>[0];

/** Told apart on light and dark terminals alike; red is left for trouble. */
const COLOURS: readonly Colour[] = ['cyan', 'green', 'magenta', 'yellow', 'blue'];

/** Writes what the parts of a stack say, each line under its part's name. */
export interface PartLog {
  /** One line of a part's own output; pino's JSON is made readable. */
  line(part: string, text: string): void;
  /** One line of ours, under our own name. */
  say(text: string): void;
  /** One line of ours about trouble. */
  warn(text: string): void;
}

/**
 * @param parts names in the order in which they get their colours
 * @param stream where to; colours only on a terminal, unless NO_COLOR or FORCE_COLOR say otherwise
 */
export function createPartLog(parts: readonly string[], stream: NodeJS.WriteStream = process.stdout): PartLog {
  const colourful = wantsColour(stream);
  const width = Math.max('inkroom'.length, ...parts.map((name) => name.length));
  const paint = (colour: Colour, text: string) => (colourful ? styleText(colour, text) : text);
  const prefix = (name: string, colour: Colour) => `${paint(colour, `${name.padEnd(width)} |`)} `;
  const prefixes = new Map(parts.map((name, i) => [name, prefix(name, COLOURS[i % COLOURS.length] ?? 'cyan')]));
  const own = prefix('inkroom', 'bold');
  const pretty = prettyFactory({
    colorize: colourful,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'pid,hostname,name',
    singleLine: true,
  });

  const write = (start: string, text: string): void => {
    stream.write(
      text
        .split('\n')
        .map((line) => `${start}${line}\n`)
        .join(''),
    );
  };
  return {
    line: (part, text) =>
      write(prefixes.get(part) ?? prefix(part, 'gray'), text.startsWith('{') ? readable(text) : text),
    say: (text) => write(own, text),
    warn: (text) => write(own, paint('red', text)),
  };

  function readable(text: string): string {
    try {
      const entry: unknown = JSON.parse(text);
      // Other programs write JSON too; only pino's entries have a numeric level.
      const isPino = typeof (entry as { level?: unknown }).level === 'number';
      return isPino ? pretty(entry).trimEnd() : text;
    } catch {
      return text;
    }
  }
}

function wantsColour(stream: NodeJS.WriteStream): boolean {
  if (process.env.NO_COLOR !== undefined && process.env.NO_COLOR !== '') return false;
  if (process.env.FORCE_COLOR !== undefined && process.env.FORCE_COLOR !== '0') return true;
  return stream.isTTY === true;
}
