import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';

/**
 * A Lua script of `lua/<name>.lua`. Keys and arguments go by the names that stand in the file's head:
 *
 * ```lua
 * -- What it does, what each name below is and in which unit, and what it answers.
 * -- keys: meta log
 * -- args: expected entries ttl
 * -- binary: weights blocks...
 * -- uses: keep
 * ```
 *
 * The body has them as `keys.meta`, `args.expected`, `binary.weights` and `binary.blocks`, a list of all that follow. The line
 * `binary` is there only where a script takes bytes, `uses` where it takes functions of `lua/lib/<name>.lua`.
 *
 * It runs by its digest, and is sent whole where Redis has forgotten it, as after a restart. Not as a command of ioredis' own
 * (`defineCommand`): it copies all of those into each pipeline that it begins, and one begins with every batch of jobs.
 *
 * All arguments travel as one JSON text. A null is nil in Lua. An integer of up to 14 digits keeps its digits; what has
 * more, or a record that is to be stored as it is, is handed over as a text that is complete already.
 */
export class LuaScript {
  readonly #head: Head;
  readonly #lua: string;
  readonly #digest: string;

  /**
   * @param name of the file
   * @param isLeading whether what is sent behind it on the same connection has to find what it did: then it is sent whole each time,
   * for one that Redis has forgotten would come only after that
   */
  constructor(
    readonly name: string,
    readonly isLeading = false,
  ) {
    const { head, lua } = readScript(name);
    this.#head = head;
    this.#lua = lua;
    this.#digest = createHash('sha1').update(lua).digest('hex');
  }

  /** Runs it and answers what it returned. @throws Error where a name is missing or unknown, a mistake of the caller */
  async run(redis: Redis, keys: Keys, args: Args, binary?: Binary): Promise<unknown> {
    const values = this.#values(keys, args, binary);
    if (this.isLeading) return this.#runWhole(redis, values);
    try {
      return await redis.evalsha(this.#digest, this.#head.keys.length, ...values);
    } catch (error) {
      if (isForgotten(error)) return this.#runWhole(redis, values);
      throw error;
    }
  }

  /** Runs it several times, in one round trip but for a Redis that has forgotten it. The first run that failed rejects all. */
  async runAll(redis: Redis, calls: readonly { keys: Keys; args: Args; binary?: Binary }[]): Promise<unknown[]> {
    const all = calls.map(({ keys, args, binary }) => this.#values(keys, args, binary));
    const pipeline = redis.pipeline();
    for (const values of all) pipeline.evalsha(this.#digest, this.#head.keys.length, ...values);
    const answers: unknown[] = [];
    for (const [i, [error, value]] of ((await pipeline.exec()) ?? []).entries()) {
      if (error && !isForgotten(error)) throw error;
      answers.push(error ? await this.#runWhole(redis, all[i]!) : value);
    }
    return answers;
  }

  #runWhole(redis: Redis, values: readonly Bytes[]): Promise<unknown> {
    return redis.eval(this.#lua, this.#head.keys.length, ...values);
  }

  #values(keys: Keys, args: Args, binary: Binary = {}): Bytes[] {
    const { name } = this;
    const head = this.#head;
    inOrder(name, 'argument', head.args, args);
    return [
      ...inOrder(name, 'key', head.keys, keys),
      jsonOf(args),
      ...inOrder(name, 'binary', head.binary.map(plainName), binary).flat(),
    ] as Bytes[];
  }
}

type Keys = Readonly<Record<string, string>>;
type Args = Readonly<Record<string, unknown>>;
type Bytes = string | Buffer;
type Binary = Readonly<Record<string, Bytes | readonly Bytes[]>>;

const LUA = new URL('../lua/', import.meta.url);

/** Half a surrogate pair, which somebody's name may hold and JSON escapes, is more than Redis' parser takes. */
function jsonOf(args: Args): string {
  const json = JSON.stringify(args);
  if (!json.includes('\\ud')) return json;
  return json.replaceAll(/\\(ud[89a-f]..|.)/g, (found) => (found.length > 2 ? '\\ufffd' : found));
}

const HEAD_LINES = ['keys', 'args', 'binary', 'uses'] as const;
type Head = Readonly<Record<(typeof HEAD_LINES)[number], readonly string[]>>;

/** A script's head, and the whole of what Redis is given. */
export function readScript(name: string): { head: Head; lua: string } {
  const text = readFileSync(new URL(`${name}.lua`, LUA), 'utf8');
  const comments = text.match(/^(--.*\n)*/)![0];
  const [keys, args, binary, uses] = HEAD_LINES.map((line) => {
    const found = comments.match(new RegExp(`^-- ${line}:(.*)$`, 'm'));
    if (!found && (line === 'keys' || line === 'args')) throw new Error(`${name}.lua has no line '-- ${line}:'`);
    return (found?.[1] ?? '').split(' ').filter(Boolean);
  }) as [string[], string[], string[], string[]];
  const libraries = uses.map((library) => readFileSync(new URL(`lib/${library}.lua`, LUA), 'utf8'));
  const lua = [
    `local keys = { ${keys.map((key, i) => `${key} = KEYS[${i + 1}]`).join(', ')} }`,
    'local args = cjson.decode(ARGV[1])',
    'for name, value in pairs(args) do if value == cjson.null then args[name] = nil end end',
    `local binary = { ${binary.map(fromArgv).join(', ')} }`,
    ...libraries,
    text,
  ].join('\n');
  return { head: { keys, args, binary, uses }, lua };
}

/** Bytes follow the JSON of the arguments; the last name may stand for all that are left. */
function fromArgv(name: string, index: number): string {
  return `${plainName(name)} = ${name.endsWith('...') ? `{ unpack(ARGV, ${index + 2}) }` : `ARGV[${index + 2}]`}`;
}

function plainName(name: string): string {
  return name.replace('...', '');
}

function inOrder<T>(script: string, kind: string, names: readonly string[], given: Readonly<Record<string, T>>): T[] {
  for (const name of Object.keys(given))
    if (!names.includes(name)) throw new Error(`script ${script} knows no ${kind} '${name}'`);
  return names.map((name) => {
    if (given[name] === undefined) throw new Error(`script ${script} lacks its ${kind} '${name}'`);
    return given[name];
  });
}

function isForgotten(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}
