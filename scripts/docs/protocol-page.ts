import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  codedError,
  DEFAULT_LIMITS,
  ERROR_CODES,
  FILE_FAULT_CODES,
  FILE_FAULT_MESSAGES,
  isRetryable,
  LAYER_FAULT_MESSAGES,
  type LimitName,
} from '@inkroom/shared';
import { root } from '../lib/root.mjs';
import { protocolTypes } from './protocol-types.ts';

/** What stands between two marks of docs/protocol.md is made of the code: `<!-- generated: types Cell Person -->`. */
const PART = /(<!-- generated: (\w+)((?: \w+)*) -->\n).*?(<!-- \/generated -->)/gs;

/**
 * docs/protocol.md with its generated parts made anew.
 * @throws Error when a mark names what there is not, or a type of the protocol stands nowhere or twice
 */
export function generateProtocolPage(page: string): string {
  const types = protocolTypes();
  const missing = new Set(types.keys());
  const made = page.replace(PART, (_, head: string, what: string, names: string, tail: string) => {
    if (what !== 'types') return `${head}\n${table(what)}\n\n${tail}`;
    const texts = names
      .trim()
      .split(' ')
      .map((name) => {
        if (!missing.delete(name)) throw new Error(`docs/protocol.md: no type ${name}, or twice`);
        return types.get(name)!;
      });
    return `${head}\n\`\`\`ts\n${texts.join('\n\n')}\n\`\`\`\n\n${tail}`;
  });
  if (missing.size > 0) throw new Error(`docs/protocol.md shows no ${[...missing].join(', ')}`);
  return made;
}

function table(what: string): string {
  switch (what) {
    case 'errors':
      return rows(
        ['code', 'message', 'retry'],
        ERROR_CODES.map((code) => [`\`${code}\``, codedError(code).message, isRetryable(code) ? 'yes' : 'no']),
      );
    case 'faults':
      return rows(
        ['code', 'of', 'message'],
        FILE_FAULT_CODES.map((code) => [
          `\`${code}\``,
          code in LAYER_FAULT_MESSAGES ? 'layers' : 'file',
          FILE_FAULT_MESSAGES[code],
        ]),
      );
    case 'limits':
      return rows(
        ['name', 'default', 'unit', 'why'],
        Object.entries(DEFAULT_LIMITS).map(([name, value]) => [
          `\`${name}\``,
          `${value}`,
          ...reasonOf(name as LimitName),
        ]),
      );
    default:
      throw new Error(`docs/protocol.md: nothing makes ${what}`);
  }
}

function rows(head: string[], lines: string[][]): string {
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const limits = readFileSync(join(root, 'packages/shared/src/protocol/limits.ts'), 'utf8');

/** A limit's unit and why it is so: the comment above it. */
function reasonOf(name: LimitName): [unit: string, why: string] {
  const [, unit, why] = new RegExp(`/\\*\\* ([^:]+): (.+) \\*/\\n  ${name}:`).exec(limits) ?? [];
  if (!unit || !why) throw new Error(`limits.ts says no unit and reason of ${name}`);
  return [unit, why];
}
