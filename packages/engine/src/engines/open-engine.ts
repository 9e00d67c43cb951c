import { ok, type Result } from '@inkroom/shared';
import type { EngineName, TrainingEngine } from './engine.js';
import { OnnxEngine } from './onnx-engine.js';
import { openOnnxGpu } from './onnx-gpu.js';
import { openTfjsNodeEngine } from './tfjs-node-engine.js';

/**
 * Opens an engine by its name. A GPU's engine takes hold of the device: for training processes only.
 * @param threads of one training step on the CPU
 * @returns `engine_unavailable` with a message that says what is missing
 */
export async function openEngine(name: EngineName, { threads }: { threads: number }): Promise<Result<TrainingEngine>> {
  switch (name) {
    case 'onnx':
      return ok(new OnnxEngine({ threads }));
    case 'onnx-webgpu':
    case 'onnx-webgpu-software':
    case 'onnx-cuda':
      return openOnnxGpu(name);
    case 'tfjs-node-gpu':
      return openTfjsNodeEngine();
  }
}
