import {
  describeLayers,
  failFile,
  IMAGE_SIZE,
  type LayerFault,
  type LayerSpec,
  type Limits,
  layersSchema,
  OUTPUT_COUNTS,
  type OutputCount,
  ok,
  type Result,
} from '@inkroom/shared';
import { z } from 'zod';
import { formAfter, inputForm } from './image-form.js';
import { joinNormalised, type TopologyLayer } from './join-normalised.js';
import { knownLayer, layerOf } from './layer-of.js';

/**
 * Reads a layers model's topology as a list of inkroom's own layers. Nothing of the file is ever built as it stands: what is
 * not exactly one of our layers is refused, and the model is made anew from the list.
 */

const layerForm = z.object({ class_name: z.string().max(40), config: z.record(z.string(), z.unknown()) });
const modelForm = z.object({
  class_name: z.literal('Sequential'),
  config: z.union([
    z.object({ layers: z.array(layerForm), build_input_shape: z.unknown().optional() }),
    z.array(layerForm).transform((layers) => ({ layers, build_input_shape: undefined })),
  ]),
});
/** TensorFlow's converter wraps the model once more. */
const topologyForm = z.union([
  modelForm,
  z.object({ model_config: modelForm }).transform(({ model_config }) => model_config),
]);

export interface Topology {
  /** Without those that are always there: flattening, the last one. */
  layers: LayerSpec[];
  /** How many the last one has. */
  outputs: OutputCount;
  /** All as the file has them. */
  told: readonly TopologyLayer[];
}

/**
 * @param topology a sequential model as Keras and TensorFlow.js write it
 * @returns `layers_invalid`, see `fileFault`
 */
export function topologyLayers(topology: unknown, limits: Limits): Result<Topology> {
  const model = topologyForm.safeParse(topology);
  if (!model.success) return failFile('not_sequential');
  const { layers: told, build_input_shape } = model.data.config;
  const joined = joinNormalised(told);
  if (!joined.ok) return joined;
  const first = joined.value[0]?.config;
  const input = inputForm(first?.batch_input_shape ?? first?.batch_shape ?? build_input_shape);
  if (!input.ok) return input;
  let form = input.value;
  const specs: unknown[] = [];
  /** Places of the pools that pad what their squares leave over. */
  const padded = new Set<number>();
  for (const [index, { class_name, config }] of joined.value.entries()) {
    const layer = knownLayer(class_name, config);
    if (!layer.ok) return layer;
    const spec = layerOf(layer.value, index === joined.value.length - 1);
    if (!spec.ok) return spec;
    const after = formAfter(form, layer.value, specs.length === 0);
    if (!after.ok) return after;
    form = after.value;
    if (class_name === 'MaxPooling2D' && config.padding === 'same') padded.add(specs.length);
    if (spec.value) specs.push(spec.value);
  }
  const last = specs.pop() as Partial<LayerSpec> | undefined;
  const outputs = last?.kind === 'dense' ? OUTPUT_COUNTS.find((count) => count === last.units) : undefined;
  if (!outputs || last?.kind !== 'dense' || last.activation !== 'linear') return failFile('ending_unfit');
  const layers = checkLayers(specs, limits, outputs, padded);
  return layers.ok ? ok({ layers: layers.value, outputs, told }) : layers;
}

/** Layers that a run may have too, each within what is allowed. */
function checkLayers(
  specs: readonly unknown[],
  limits: Limits,
  outputs: OutputCount,
  padded: ReadonlySet<number>,
): Result<LayerSpec[]> {
  if (specs.length > limits.layersMax) return failFile('too_many_layers', { max: limits.layersMax });
  const parsed = layersSchema(limits).safeParse(specs);
  if (!parsed.success) {
    const [index = 0, setting = ''] = parsed.error.issues[0]!.path;
    return failFile('layer_out_of_range', { number: Number(index) + 1, setting: String(setting) });
  }
  const plan = describeLayers(parsed.data, limits, outputs);
  if (!plan.ok) {
    const { layer, reason } = plan.error.details as { layer: number; reason: LayerFault };
    return failLayer(reason, layer + 1, limits);
  }
  let before = [IMAGE_SIZE];
  for (const { layer, index, outputShape } of plan.value.rows) {
    if (layer.kind === 'pool' && padded.has(index!) && before[0]! % layer.size > 0)
      return failFile('pool_pads', { side: before[0]!, size: layer.size });
    before = outputShape;
  }
  return ok(parsed.data);
}

function failLayer(reason: LayerFault, number: number, limits: Limits) {
  switch (reason) {
    case 'too_many_parameters':
      return failFile(reason, { max: limits.layersParametersMax });
    case 'too_many_multiply_adds':
      return failFile(reason, { max: limits.layersMultiplyAddsMax });
    case 'batch_norm_misplaced':
      return failFile('norm_misplaced');
    case 'image_layer_after_dense':
      return failFile('no_image_left', { layer: `${number}` });
    default:
      return failFile(reason, { number });
  }
}
