import { type ClientEvent, clientSchemas, type Limits } from '@inkroom/shared';
import { nanoid } from 'nanoid';
import { z } from 'zod';

/** What of a JSON schema says which values it takes. */
interface Schema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  prefixItems?: Schema[];
  minItems?: number;
  minimum?: number;
  maximum?: number;
}

/** One in so many payloads is left as the schema says. */
const LEFT_AS_IT_IS = 4;

/**
 * Makes payloads of every event in every wrong form, from the schemas themselves: a form that they take, with something in it that is missing,
 * of another kind, out of bounds, too long, too deep or more than was asked for. The same seed makes the same ones.
 */
export class WrongForms {
  readonly #random: () => number;
  readonly #schemas: [event: ClientEvent, schema: Schema][];

  /** @param known values that mean something to the room, by the name of the field */
  constructor(
    seed: number,
    limits: Limits,
    private readonly known: Readonly<Record<string, unknown>>,
  ) {
    this.#random = seededRandom(seed);
    this.#schemas = Object.entries(clientSchemas(limits)).map(([event, schema]) => {
      return [event as ClientEvent, z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema];
    });
  }

  /** All events, each as often as the others, and one that there is not. */
  next(): { event: string; payload: unknown } {
    if (this.#below(40) === 0) return { event: this.#one(NO_EVENTS), payload: this.#wrong() };
    const [event, schema] = this.#one(this.#schemas);
    const payload = this.#fitting(schema, '');
    return { event, payload: this.#below(LEFT_AS_IT_IS) === 0 ? payload : this.#spoilt(payload) };
  }

  #below(n: number): number {
    return Math.floor(this.#random() * n);
  }

  #one<T>(list: readonly T[]): T {
    return list[this.#below(list.length)]!;
  }

  /** Something of a schema's form, as far as that is said by more than a pattern. */
  #fitting(schema: Schema, name: string): unknown {
    if (name in this.known && this.#below(8) > 0) return this.known[name];
    if ('const' in schema) return schema.const;
    if (schema.enum) return this.#one(schema.enum);
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices) return this.#fitting(this.#one(choices), name);
    if (schema.allOf) return this.#fitting(schema.allOf[0]!, name);
    switch (schema.type) {
      case 'object': {
        const asked = Object.entries(schema.properties ?? {}).filter(
          ([key]) => schema.required?.includes(key) || this.#below(2) === 0,
        );
        return Object.fromEntries(asked.map(([key, of]) => [key, this.#fitting(of, key)]));
      }
      case 'array': {
        if (schema.prefixItems) return schema.prefixItems.map((item) => this.#fitting(item, ''));
        // A stroke's points come by fours.
        const length = Math.max(schema.minItems ?? 0, name === 'points' ? 4 * (1 + this.#below(5)) : this.#below(4));
        return Array.from({ length }, () => this.#fitting(schema.items ?? {}, ''));
      }
      case 'integer':
      case 'number': {
        const { minimum = 0, maximum = 280 } = schema;
        const value = minimum + this.#random() * (Math.min(maximum, minimum + 280) - minimum);
        return schema.type === 'integer' ? Math.round(value) : value;
      }
      case 'boolean':
        return this.#below(2) === 0;
      case 'null':
        return null;
      case 'string':
        return nanoid();
      default:
        return {};
    }
  }

  /** The same with one thing in it spoilt. */
  #spoilt(value: unknown): unknown {
    if (Array.isArray(value) && value.length > 0 && this.#below(4) > 0) {
      const at = this.#below(value.length);
      return value.map((one, i) => (i === at ? this.#spoilt(one) : one));
    }
    if (typeof value !== 'object' || value === null || this.#below(5) === 0) return this.#wrong();
    const keys = Object.keys(value);
    const key = this.#one(keys);
    switch (this.#below(keys.length === 0 ? 1 : 5)) {
      case 0:
        return { ...value, [this.#one(STRANGE_KEYS)]: this.#wrong() };
      case 1: {
        const { [key]: _gone, ...rest } = value as Record<string, unknown>;
        return rest;
      }
      default:
        return { ...value, [key]: this.#spoilt((value as Record<string, unknown>)[key]) };
    }
  }

  #wrong(): unknown {
    return this.#one(WRONG)();
  }
}

const NO_EVENTS = [
  'room.destroy',
  'constructor',
  '__proto__',
  'toString',
  '',
  'op.submit ',
  'activity',
  'x'.repeat(300),
];
const STRANGE_KEYS = ['__proto__', 'constructor', 'toString', 'then', 'length', 'kind', '', 'x'.repeat(200)];
const WRONG: readonly (() => unknown)[] = [
  () => null,
  () => undefined,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => -1,
  () => 0.5,
  () => 2 ** 53,
  () => 1e308,
  () => '',
  () => '\ud800',
  () => '\u0000\u202e\ufeff',
  () => 'x'.repeat(5_000),
  () => '7'.repeat(400),
  () => true,
  () => [],
  () => ({}),
  () => [[[[[[[[[[]]]]]]]]]],
  () => Array.from({ length: 2_000 }, (_, i) => i),
  () => deep(200),
  () => Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`key-${i}`, i])),
  () => JSON.parse('{"__proto__":{"isHost":true},"constructor":1}'),
  () => ({ toString: 1, valueOf: 2, toJSON: 3 }),
  () => Buffer.from([0, 255, 128]),
  () => Buffer.alloc(3_000, 1),
];

/** Mulberry32: small, and the same everywhere. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function deep(levels: number): unknown {
  let value: unknown = 0;
  for (let i = 0; i < levels; i++) value = { in: value };
  return value;
}
