import { describe, expect, it } from 'vitest';
import { missingPart, openTfjsNodeEngine } from './tfjs-node-engine.js';

/** What Node and the package throw, word for word, at each state of an installation. */
const FAILURES = {
  package: Object.assign(new Error("Cannot find package '@tensorflow/tfjs-node-gpu' imported from /app/engine.js"), {
    code: 'ERR_MODULE_NOT_FOUND',
  }),
  native: new Error(
    'The Node.js native addon module (tfjs_binding.node) can not be found at path: /app/node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8/tfjs_binding.node.',
  ),
  libraries: Object.assign(
    new Error('libtensorflow.so.2: cannot open shared object file: No such file or directory (tfjs_binding.node)'),
    { code: 'ERR_DLOPEN_FAILED' },
  ),
} as const;

describe('openTfjsNodeEngine', () => {
  it.each(['package', 'native', 'libraries'] as const)(
    'says when the %s is missing, and how to get it',
    async (missing) => {
      expect(missingPart(FAILURES[missing])).toBe(missing);
      const opened = await openTfjsNodeEngine(() => Promise.reject(FAILURES[missing]));
      expect(opened).toMatchObject({ ok: false, error: { code: 'engine_unavailable', details: { missing } } });
      expect(opened.ok ? '' : opened.error.message).toContain('npm run setup:gpu');
    },
  );
});
