import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Nothing on the way may hold up a worker's start, ms. */
const NVIDIA_SMI_TIMEOUT_MS = 5_000;

/** Name and memory of the first GPU of NVIDIA's driver, or null when its tool does not tell. */
export async function nvidiaGpu(): Promise<{ device: string; memoryBytes: number } | null> {
  try {
    const query = ['--query-gpu=name,memory.total', '--format=csv,noheader,nounits'];
    const { stdout } = await promisify(execFile)('nvidia-smi', query, { timeout: NVIDIA_SMI_TIMEOUT_MS });
    const [device, mebibytes] = stdout.split('\n')[0]!.split(', ');
    return device && mebibytes ? { device, memoryBytes: Number(mebibytes) * 2 ** 20 } : null;
  } catch {
    return null;
  }
}
