import { parseArgs } from 'node:util';
import { FRAMINGS, type Framing, framingSchema, type RoomLink, readRoomLink } from '@inkroom/shared';
import { PlainError } from '../lib/plain-error.mjs';

export const USAGE = `usage: npm run replay -- FILE.jsonl[.gz] [OPTION...]
  --url URL      the page's or the gateway's address (default http://localhost:3000)
  --room LINK    write in this room instead of a new one
  --held-out N   write only what the N writers wrote whom npm run train holds out
  --limit N      write only the first N digits
  --speed X      write X times as fast as the pen did (default 1)
  --people N     how many write at once (default 1)
  --framing F    read the page in this framing: ${FRAMINGS.join(', ')}
  --label     say what each cell holds, by the file's label, after it was read
  --json         print one JSON object on stdout and nothing else`;

export interface ReplayOptions {
  file: string;
  url: string;
  room: RoomLink | null;
  /** Only the digits of so many writers, those that training holds out; null for everybody's. */
  heldOut: number | null;
  limit: number;
  speed: number;
  people: number;
  framing: Framing | null;
  label: boolean;
  json: boolean;
}

/**
 * @param args what stands behind the command
 * @throws PlainError that says what is wrong with them
 */
export function readReplayOptions(args: readonly string[]): ReplayOptions {
  const { values, positionals } = parse(args);
  const [file, ...more] = positionals;
  if (file === undefined) throw new PlainError(`which file?\n${USAGE}`);
  if (more.length > 0) throw new PlainError(`one file at a time, not ${positionals.length}\n${USAGE}`);
  const framing = values.framing === undefined ? null : framingSchema.safeParse(values.framing);
  if (framing?.success === false) throw new PlainError(`--framing is one of ${FRAMINGS.join(', ')}`);
  const room = values.room === undefined ? null : readRoomLink(values.room);
  if (values.room !== undefined && !room) throw new PlainError(`'${values.room}' is no link to a room`);
  if (!URL.canParse(values.url) || !/^https?:$/.test(new URL(values.url).protocol)) {
    throw new PlainError(`--url ${values.url} is no address such as http://localhost:3000`);
  }
  return {
    file,
    url: values.url,
    room,
    heldOut: wholeNumber('--held-out', values['held-out']),
    limit: wholeNumber('--limit', values.limit) ?? Number.POSITIVE_INFINITY,
    speed: aboveZero('--speed', values.speed) ?? 1,
    people: wholeNumber('--people', values.people) ?? 1,
    framing: framing?.data ?? null,
    label: values.label,
    json: values.json,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        url: { type: 'string', default: 'http://localhost:3000' },
        room: { type: 'string' },
        'held-out': { type: 'string' },
        limit: { type: 'string' },
        speed: { type: 'string' },
        people: { type: 'string' },
        framing: { type: 'string' },
        label: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
  } catch (thrown) {
    throw new PlainError(`${thrown instanceof Error ? thrown.message : thrown}\n${USAGE}`);
  }
}

function wholeNumber(name: string, text: string | undefined): number | null {
  const value = aboveZero(name, text);
  if (value !== null && !Number.isInteger(value)) throw new PlainError(`${name} must be a whole number, not '${text}'`);
  return value;
}

function aboveZero(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0) {
    throw new PlainError(`${name} must be a number above zero, not '${text}'`);
  }
  return value;
}
