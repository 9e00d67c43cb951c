import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { probeEngine } from './probe-engine.js';

it('gives up an engine whose driver hangs', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'inkroom-probe-'));
  try {
    const hanging = join(dir, 'hanging.mjs');
    await writeFile(hanging, "process.on('message', () => {});");
    const found = await probeEngine('onnx-webgpu', 1, 200, hanging);
    expect(found).toMatchObject({
      ok: false,
      error: { code: 'engine_unavailable', details: { missing: 'answer', timeoutMs: 200 } },
    });
  } finally {
    await rm(dir, { recursive: true });
  }
});
