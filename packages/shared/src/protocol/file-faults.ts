/** Of those told with `layers_invalid`; all others are told with `artifact_corrupt`. */
export const LAYER_FAULT_MESSAGES = {
  not_sequential: 'It is not a sequential model: its layers have to follow each other in one row.',
  input_unfit: 'Its input is {shape}. inkroom reads images of 28 × 28: [28, 28, 1], [28, 28] or [784].',
  layer_runs_code: 'It has a Lambda layer, which is a program of its own. inkroom runs no program of a file.',
  layer_unknown: 'It has a layer of the kind {layer}, which inkroom does not have.',
  layer_form: 'Its layer {layer} has settings that inkroom does not have.',
  layer_out_of_range: 'The setting “{setting}” of its layer {number, number} is outside of what inkroom allows.',
  too_many_layers: 'It has more than the {max, number} layers that inkroom allows.',
  dense_on_image: 'A dense layer stands directly on the image, which has to be flattened first.',
  no_image_left:
    'Its layer {layer} needs an image of the shape [height, width, channels], and there is none where it stands.',
  reshape_unfit: 'It reshapes to {shape}. inkroom takes a reshape of the input to [28, 28, 1], [28, 28] or [784].',
  rescaling_unfit:
    'It rescales the pixels in another way than by 1/255 at its beginning. inkroom gives it pixels from 0 to 1.',
  norm_misplaced:
    'A batch normalisation does not stand, over channels, directly after a convolution or dense layer without bias and activation.',
  pool_pads:
    'A pooling pads an image of {side, number} × {side, number} to squares of {size, number} × {size, number}.',
  kernel_too_large: 'The filter of its layer {number, number} is larger than what is left of the image.',
  pool_too_large: 'The squares of its pooling, layer {number, number}, are larger than what is left of the image.',
  too_many_parameters: 'It has more than the {max, number} weights that inkroom allows.',
  too_many_multiply_adds: 'It takes more than the {max, number} multiplications an image that inkroom allows.',
  ending_unfit: 'It does not end in a dense layer of 10 or 11 outputs.',
} as const;

const OF_FILES = {
  // The file
  unknown_kind: 'It is neither a zip nor a Keras file (.keras or .h5), or its beginning is damaged.',
  zip_damaged: 'It is a damaged zip.',
  unpacks_too_large:
    'It unpacks to more than the {megabytes, number} MB or the {files, number} files that a model may have.',
  no_model:
    'There is no model in it: neither a TensorFlow.js layers model (model.json) nor a Keras file (.keras or .h5).',
  several_models: 'There are several models in it: {files}. Please bring in one at a time.',
  graph_model:
    'Its {file} is a TensorFlow.js graph model, in which layers can no longer be told apart. Please convert the model as a layers model.',
  manifest_unreadable: 'Its {file} is not that of a TensorFlow.js layers model.',
  // Keras' HDF5
  hdf5_damaged: 'Its HDF5 file is damaged or cut off.',
  hdf5_too_large: 'Its HDF5 file needs more memory than a model may take.',
  hdf5_linked: 'Its HDF5 file has a link at {place} that leads into another file or nowhere.',
  hdf5_compressed: 'Its weight {weight} is compressed inside the HDF5 file. Please save it without compression.',
  config_missing: 'It holds weights alone, without the layers. Please save the whole model, with model.save(…).',
  config_unreadable: 'The description of its layers cannot be read.',
  // Weights
  weights_file_missing: 'Its file {file} is missing.',
  weight_missing: 'Its weight {weight} is missing.',
  weight_type: 'Its weight {weight} is of the type {type}. inkroom takes float32.',
  quantization_unknown: 'Its weight {weight} is quantised as {type}. inkroom takes uint8, uint16 and float16.',
  weight_shape: 'Its weight {weight} has the shape {shape}, which does not fit its layers.',
  weight_count: 'It has {given, number} weights where its layers have {expected, number}.',
  weights_too_short: 'Its weights are {given, number} bytes where {expected, number} belong.',
  weights_too_long: 'Its weights are more than the {expected, number} bytes that belong.',
  weights_not_numbers: 'Some of its weights are not numbers.',
} as const;

/**
 * Why a model's file from outside cannot be used, each reason by its code with an English sentence in ICU's notation: the app's own,
 * and that of clients without a translation. Like errors' codes, these are part of the protocol (`details.fault`).
 */
export const FILE_FAULT_MESSAGES = { ...OF_FILES, ...LAYER_FAULT_MESSAGES };

export type FileFaultCode = keyof typeof FILE_FAULT_MESSAGES;

export const FILE_FAULT_CODES = Object.keys(FILE_FAULT_MESSAGES) as FileFaultCode[];
