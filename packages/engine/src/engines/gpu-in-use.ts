import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { nvidiaGpu } from './nvidia-gpu.js';

/** Makers of GPUs by their PCI number. */
const MAKERS: Readonly<Record<string, string>> = { '0x1002': 'AMD', '0x10de': 'NVIDIA', '0x8086': 'Intel' };

/**
 * The GPU that this process computes on, told by the device files that it holds open. A driver that computes on the CPU opens none.
 * @param folder of the open files, as Linux shows them
 * @returns null where there is none, or the system does not show such files
 */
export async function gpuInUse(folder = '/proc/self/fd'): Promise<{ device: string; memoryBytes: number } | null> {
  const opened = await openFiles(folder);
  if (opened.some((path) => path.startsWith('/dev/nvidia')))
    return (await nvidiaGpu()) ?? { device: 'NVIDIA GPU', memoryBytes: 0 };
  const node = opened.find((path) => path.startsWith('/dev/dri/render'));
  if (node) return { device: await pciName(basename(node)), memoryBytes: 0 };
  // Windows' own, seen from its Linux.
  return opened.includes('/dev/dxg') ? { device: 'GPU', memoryBytes: 0 } : null;
}

async function openFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return Promise.all(names.map((name) => readlink(`${folder}/${name}`).catch(() => '')));
}

async function pciName(node: string): Promise<string> {
  const read = (file: string) => readFile(`/sys/class/drm/${node}/device/${file}`, 'utf8').then((text) => text.trim());
  const [vendor, device] = await Promise.all([read('vendor'), read('device')]).catch(() => ['', '']);
  return vendor ? `${MAKERS[vendor] ?? vendor} GPU ${device}` : 'GPU';
}
