import { describeEngineConformance } from './engine.conformance.js';
import { OnnxEngine } from './onnx-engine.js';

describeEngineConformance('onnx', async () => new OnnxEngine({ threads: 1 }));
