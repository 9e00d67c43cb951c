import { describe, expect, it } from 'vitest';
import { ENGINE_NAMES, usesGpu } from './engine.js';

describe('usesGpu', () => {
  it('holds for the engines that compute on a GPU, not for the one whose driver is the CPU', () => {
    expect(ENGINE_NAMES.filter(usesGpu)).toEqual(['onnx-webgpu', 'onnx-cuda', 'tfjs-node-gpu']);
  });
});
