import { readFileSync } from 'node:fs';
import {
  clientSchemas,
  codedError,
  DEFAULT_LIMITS,
  ERROR_CODES,
  isRetryable,
  LIMIT_DEFINITIONS,
  RUN_NOTE_CODES,
} from '@inkroom/shared';
import { describe, expect, it } from 'vitest';

const text = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8');

describe('docs/protocol.md', () => {
  it('names every request', () => {
    for (const event of Object.keys(clientSchemas(DEFAULT_LIMITS))) expect(text).toContain(`| \`${event}\` |`);
  });

  it('lists every error code as the registry has it', () => {
    for (const code of ERROR_CODES)
      expect(text).toContain(`| \`${code}\` | ${codedError(code).message} | ${isRetryable(code) ? 'yes' : 'no'} |`);
  });

  it('lists every note of a run', () => {
    for (const code of RUN_NOTE_CODES) expect(text).toContain(`| \`${code}\` |`);
  });

  it('lists every limit as it is', () => {
    for (const [name, { value, unit, why }] of Object.entries(LIMIT_DEFINITIONS))
      expect(text).toContain(`| \`${name}\` | ${value} | ${unit} | ${why} |`);
  });
});
