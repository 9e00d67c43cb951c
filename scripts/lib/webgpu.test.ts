import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkVulkanLoader, deviceFinding } from './webgpu.ts';

const answer = (adapter: object | null) => deviceFinding({ answer: JSON.stringify(adapter) });

describe('deviceFinding', () => {
  it('names the device that there is', () => {
    expect(answer({ name: 'Acme 3000', isFallbackAdapter: false })).toEqual({ ok: true, text: 'Acme 3000' });
  });

  it.each([
    ['no driver', null, 'mesa-vulkan-drivers'],
    ['a software driver alone', { name: 'SwiftShader', isFallbackAdapter: true }, 'webgpu-software'],
  ])('says what to do about %s', (_, adapter, advice) => {
    const { ok, text } = answer(adapter);
    expect(ok).toBe(false);
    expect(text).toContain(advice);
  });

  it('says why the package does not load', () => {
    const error = "node:internal/errors\n\nError [ERR_MODULE_NOT_FOUND]: Cannot find package 'webgpu'\n    at x";
    expect(deviceFinding({ error }).text).toContain("Cannot find package 'webgpu'");
  });
});

describe('checkVulkanLoader', () => {
  it('looks where the loader of libraries looks', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'inkroom-vulkan-'));
    await writeFile(join(folder, 'libvulkan.so.1'), '');
    expect((await checkVulkanLoader('linux', { LD_LIBRARY_PATH: folder })).ok).toBe(true);
    await rm(folder, { recursive: true });
  });

  it('asks for none where the system has its own', async () => {
    expect((await checkVulkanLoader('darwin', {})).ok).toBe(true);
  });
});
