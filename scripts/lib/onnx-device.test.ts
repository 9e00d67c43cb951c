import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkVulkanLoader, deviceFinding } from './onnx-device.ts';

describe('deviceFinding', () => {
  it('names the device that there is', () => {
    expect(deviceFinding('cuda', '/dev/nvidiactl\n')).toEqual({ ok: true, text: '/dev/nvidiactl' });
  });

  it.each([
    ['no driver', { error: 'x\nError: Failed to get a WebGPU adapter: No supported adapters' }, 'mesa-vulkan-drivers'],
    ['a software driver alone', '\n', 'onnx-webgpu-software'],
  ])('says what to do about %s', (_, asked, advice) => {
    const { ok, text } = deviceFinding('webgpu', asked);
    expect(ok).toBe(false);
    expect(text).toContain(advice);
  });

  it('says why the library does not load', () => {
    const error = 'node:internal\n\nError: OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load\n    at x';
    expect(deviceFinding('cuda', { error }).text).toContain('Failed to load');
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
