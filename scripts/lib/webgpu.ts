import { execa } from 'execa';
import type { GpuFinding } from './gpu.ts';
import { libraryLookup } from './shared-libraries.ts';

/** The name under which Vulkan's loader is opened by Dawn, on Linux. */
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

/** Asks Dawn for a device, in a process of its own: a driver that crashes takes nothing else with it. */
const ASK = `
const { create, globals } = await import('webgpu');
await import('@tensorflow/tfjs-backend-webgpu');
const adapter = await create([]).requestAdapter({ powerPreference: 'high-performance' });
console.log(JSON.stringify(adapter && { ...described(adapter.info) }));
process.exit(0);
function described({ vendor, device, description, isFallbackAdapter }) {
  return { name: description || device || vendor, isFallbackAdapter };
}`;

/** The device that the \`webgpu\` engine would get. */
export async function checkWebgpuDevice(directory: string): Promise<GpuFinding> {
  const asked = await execa(process.execPath, ['--input-type=module', '-e', ASK], { cwd: directory, reject: false });
  return deviceFinding(asked.failed ? { error: asked.stderr || (asked.shortMessage ?? '') } : { answer: asked.stdout });
}

/** What the answer of {@link ASK} means, in plain words. */
export function deviceFinding(asked: { answer: string } | { error: string }): GpuFinding {
  if ('error' in asked) {
    const reason = asked.error.split('\n').find((line) => /Error/.test(line)) ?? 'it does not load';
    return { ok: false, text: `the package webgpu does not work: ${reason.trim()} (npm ci installs it)` };
  }
  const adapter = JSON.parse(asked.answer) as { name: string; isFallbackAdapter: boolean } | null;
  if (!adapter) {
    return {
      ok: false,
      text: 'no driver offers a device: AMD and Intel have theirs in mesa-vulkan-drivers, NVIDIA in its own driver',
    };
  }
  if (adapter.isFallbackAdapter) {
    return {
      ok: false,
      text: `only ${adapter.name}, which computes on the CPU: INKROOM_GPU_POOL_ENGINE=webgpu-software takes it for trying things out`,
    };
  }
  return { ok: true, text: adapter.name };
}
