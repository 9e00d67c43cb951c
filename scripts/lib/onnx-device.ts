import { execa } from 'execa';
import type { GpuFinding } from './gpu.ts';
import { libraryLookup } from './shared-libraries.ts';

/** The name under which Vulkan's loader is opened, on Linux. */
const LOADER = 'libvulkan.so.1';

/** Vulkan's loader, which finds the drivers; other systems have one of their own. */
export async function checkVulkanLoader(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
): Promise<GpuFinding> {
  if (platform !== 'linux') return { ok: true, text: 'part of the system' };
  if ((await libraryLookup(env))(LOADER)) return { ok: true, text: LOADER };
  return { ok: false, text: `${LOADER} is missing: Debian and Ubuntu have it in the package libvulkan1` };
}

/**
 * Opens a shipped model on a device, in a process of its own: a driver that crashes takes nothing else with it. Which device that
 * is, tell the files that the process holds open, as in packages/engine, which is not compiled yet when this is asked.
 */
const ASK = `
const { readdirSync, readlinkSync } = await import('node:fs');
const { InferenceSession } = await import('onnxruntime-node');
await InferenceSession.create('models/mlp/model.onnx', { executionProviders: [process.argv[1]] });
const opened = process.platform === 'linux' ? readdirSync('/proc/self/fd').map(target) : ['/dev/dri/'];
console.log(opened.find((path) => /^\\/dev\\/(nvidia|dri\\/|dxg)/.test(path)) ?? '');
process.exit(0);
function target(name) {
  try { return readlinkSync('/proc/self/fd/' + name); } catch { return ''; }
}`;

/** The device on which ONNX Runtime would compute. @param directory of packages/engine */
export async function checkOnnxDevice(directory: string, device: 'webgpu' | 'cuda'): Promise<GpuFinding> {
  const ask = ['--input-type=module', '-e', ASK, device];
  const asked = await execa(process.execPath, ask, { cwd: directory, reject: false });
  return deviceFinding(device, asked.failed ? { error: asked.stderr || (asked.shortMessage ?? '') } : asked.stdout);
}

/** What the answer of {@link ASK} means, in plain words. */
export function deviceFinding(device: 'webgpu' | 'cuda', asked: string | { error: string }): GpuFinding {
  if (typeof asked === 'object') {
    const reason = asked.error.split('\n').find((line) => /^\w*Error\b/.test(line)) ?? 'it does not load';
    if (/No supported adapters/.test(reason)) {
      const advice = 'AMD and Intel have theirs in mesa-vulkan-drivers, NVIDIA in its own driver';
      return { ok: false, text: `no driver offers a device: ${advice}` };
    }
    return { ok: false, text: `onnxruntime-node does not open ${device}: ${reason.trim()}` };
  }
  if (asked.trim() === '') {
    const named = 'INKROOM_GPU_POOL_ENGINE=onnx-webgpu-software takes it for trying things out';
    return { ok: false, text: `only a driver that computes on the CPU: ${named}` };
  }
  return { ok: true, text: asked.trim() };
}
