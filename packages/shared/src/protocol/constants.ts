/**
 * Plain values of the protocol, apart from its schemas: what draws or reads a digit need not carry the schema library.
 */

/** Raised on an incompatible change; a client of another version is told to reload. */
export const PROTOCOL_VERSION = 8;

/** Numbers per point in a flat point list: x, y, pressure, t. */
export const POINT_STRIDE = 4;

/** The ten digits, in the order of a model's scores. */
export const DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

/**
 * How strokes become the 28 x 28 image that a model sees.
 * - `as-drawn`: the cell is scaled down as it is.
 * - `centred`: the same scale, the middle of the ink's bounding box moved to the middle of the image (the notebook's button).
 * - `mnist`: the ink fitted into a 20 x 20 box keeping its aspect, then its centre of mass moved to the middle, as LeCun
 *   prepared MNIST (http://yann.lecun.com/exdb/mnist/).
 */
export const FRAMINGS = ['as-drawn', 'centred', 'mnist'] as const;

/** How a version leaves: TensorFlow.js' layers model, an ONNX graph, or Keras' HDF5 file, each zipped with its card. */
export const VERSION_FORMATS = ['tfjs', 'onnx', 'keras'] as const;

/** How a room's samples leave: pictures in folders, MNIST's files, or strokes as JSON lines. */
export const SAMPLE_FORMATS = ['images', 'mnist', 'strokes'] as const;

/** Whether somebody is at it, from the most present to the least. */
export const ATTENTION = ['here', 'idle', 'away'] as const;

/** What the key of a link gives. */
export const LINK_RIGHTS = ['host', 'write', 'watch'] as const;

/** What a worker takes jobs of. */
export const WORKER_DUTIES = ['recognition', 'training'] as const;

/**
 * What an engine lacks: a Node that it runs on, its package, the package's native part, libraries that this needs, a driver, a GPU; or it did not
 * answer in time, or ended while it was opened; or it works, and another one is faster.
 */
export const ENGINE_LACKS = [
  'node',
  'package',
  'native',
  'libraries',
  'driver',
  'gpu',
  'answer',
  'crashed',
  'slower',
] as const;

/** Kinds of processes that inkroom is made of, as people are told of them. */
export const PART_NAMES = ['gateway', 'web', 'worker-cpu', 'worker-gpu'] as const;
