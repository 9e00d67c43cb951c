import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { libraryLookup } from './shared-libraries.ts';

interface Library {
  readonly file: string;
  /** The package of NVIDIA that has it. */
  readonly from: string;
}

/**
 * Shared libraries that libtensorflow 2.9 opens to compute on an NVIDIA GPU.
 * Source: tensorflow/core/platform/default/dso_loader.cc and https://www.tensorflow.org/install/source#gpu (2.9: CUDA 11.2,
 * cuDNN 8.1). Later releases of the same major version keep these names.
 */
export const TENSORFLOW_LIBRARIES: readonly Library[] = [
  { file: 'libcudart.so.11.0', from: 'the CUDA 11 runtime (cuda-cudart-11-8)' },
  { file: 'libcublas.so.11', from: 'cuBLAS of CUDA 11 (libcublas-11-8)' },
  { file: 'libcublasLt.so.11', from: 'cuBLAS of CUDA 11 (libcublas-11-8)' },
  { file: 'libcufft.so.10', from: 'cuFFT of CUDA 11 (libcufft-11-8)' },
  { file: 'libcurand.so.10', from: 'cuRAND of CUDA 11 (libcurand-11-8)' },
  { file: 'libcusolver.so.11', from: 'cuSOLVER of CUDA 11 (libcusolver-11-8)' },
  { file: 'libcusparse.so.11', from: 'cuSPARSE of CUDA 11 (libcusparse-11-8)' },
  { file: 'libcudnn.so.8', from: 'cuDNN 8 (libcudnn8)' },
];

/** Those that ONNX Runtime's library for CUDA opens: https://onnxruntime.ai/docs/execution-providers/CUDA-ExecutionProvider.html */
export const ONNX_LIBRARIES: readonly Library[] = [
  { file: 'libcudart.so.12', from: 'the CUDA 12 runtime (cuda-cudart-12-6)' },
  { file: 'libcublas.so.12', from: 'cuBLAS of CUDA 12 (libcublas-12-6)' },
  { file: 'libcublasLt.so.12', from: 'cuBLAS of CUDA 12 (libcublas-12-6)' },
  { file: 'libcufft.so.11', from: 'cuFFT of CUDA 12 (libcufft-12-6)' },
  { file: 'libcurand.so.10', from: 'cuRAND of CUDA 12 (libcurand-12-6)' },
  { file: 'libcudnn.so.9', from: 'cuDNN 9 (libcudnn9-cuda-12)' },
];

/** The oldest drivers that run any CUDA 11 and any 12: https://docs.nvidia.com/cuda/cuda-toolkit-release-notes/ (minor version compatibility). */
export const DRIVER_MAJOR_MIN = { cuda11: 450, cuda12: 525 };
/** As in packages/engine, which is not compiled yet when this is asked. */
const NODE_MAJOR_MAX = 22;

/** What was looked for, whether it is there, and what to say about it. */
export interface GpuFinding {
  readonly ok: boolean;
  readonly text: string;
}

/** Whether @tensorflow/tfjs-node-gpu runs on this Node; on a later one it loads, and no operation works. */
export function checkNode(version: string = process.versions.node): GpuFinding {
  const ok = Number.parseInt(version, 10) <= NODE_MAJOR_MAX;
  return { ok, text: ok ? version : `${version}: it needs ${NODE_MAJOR_MAX} or older` };
}

/** The driver and its GPUs, as nvidia-smi tells. */
export async function checkDriver(oldestMajor: number): Promise<GpuFinding> {
  const query = ['--query-gpu=name,driver_version,memory.total', '--format=csv,noheader'];
  const result = await execa('nvidia-smi', query, { reject: false });
  if (result.code === 'ENOENT') {
    return {
      ok: false,
      text: 'no NVIDIA driver: nvidia-smi is not there. On Debian install the package nvidia-driver (non-free); in a container start it with the GPU (docker run --gpus all)',
    };
  }
  if (result.failed || result.stdout.trim() === '') {
    return {
      ok: false,
      text: `nvidia-smi is there, but finds no GPU: ${result.stderr || result.stdout || result.shortMessage}`,
    };
  }
  const gpus = result.stdout.split('\n').map((line) => line.split(', '));
  const names = gpus.map(([name, driver, memory]) => `${name} (${memory}, driver ${driver})`).join('; ');
  const oldest = Math.min(...gpus.map(([, driver]) => Number.parseInt(driver ?? '', 10)));
  if (oldest < oldestMajor) {
    return { ok: false, text: `${names}: this driver is too old; ${oldestMajor} or newer is needed` };
  }
  return { ok: true, text: names };
}

/** The CUDA and cuDNN libraries, found or missing, one by one. */
export async function checkLibraries(
  libraries: readonly Library[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<GpuFinding[]> {
  const isFound = await libraryLookup(env);
  return libraries.map(({ file, from }) => {
    if (isFound(file)) return { ok: true, text: file };
    const aside = usualDirectories().find((path) => existsSync(join(path, file)));
    if (aside !== undefined) {
      return {
        ok: false,
        text: `${file} lies in ${aside}, where it is not looked for: LD_LIBRARY_PATH=${aside} shows it`,
      };
    }
    return { ok: false, text: `${file} is missing: it comes with ${from}` };
  });
}

/** Where NVIDIA's installers put libraries that the loader may not know of. */
function usualDirectories(): string[] {
  const local = '/usr/local';
  const toolkits = existsSync(local) ? readdirSync(local).filter((name) => name.startsWith('cuda')) : [];
  return toolkits.flatMap((name) => [join(local, name, 'lib64'), join(local, name, 'targets/x86_64-linux/lib')]);
}
