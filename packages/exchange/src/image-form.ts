import { failFile, IMAGE_SIZE, ok, type Result } from '@inkroom/shared';
import type { KnownLayer } from './layer-of.js';

/** How the pixels of an image lie: with a channel, in rows, or one after the other. In each the same values follow each other. */
export type ImageForm = 'image' | 'rows' | 'flat';

const SHAPES: Readonly<Record<ImageForm, readonly number[]>> = {
  image: [IMAGE_SIZE, IMAGE_SIZE, 1],
  rows: [IMAGE_SIZE, IMAGE_SIZE],
  flat: [IMAGE_SIZE * IMAGE_SIZE],
};

/** The form of a shape without its batch; null where it is none of an image. */
function formOf(shape: readonly unknown[]): ImageForm | null {
  const text = JSON.stringify(shape);
  return (Object.keys(SHAPES) as ImageForm[]).find((form) => JSON.stringify(SHAPES[form]) === text) ?? null;
}

/**
 * @param shape of a model's input, with its batch
 * @returns `layers_invalid` where that is no image
 */
export function inputForm(shape: unknown): Result<ImageForm> {
  const form = Array.isArray(shape) ? formOf(shape.slice(1)) : null;
  return form ? ok(form) : failFile('input_unfit', { shape: JSON.stringify(shape ?? null) });
}

/**
 * What a layer makes of the form of what comes to it.
 * @param isFirst whether no layer before has changed the pixels
 * @returns `layers_invalid` for a layer that cannot stand on that form, and for another reshape or rescaling than those of an input
 */
export function formAfter(form: ImageForm, { name, config }: KnownLayer, isFirst: boolean): Result<ImageForm> {
  switch (name) {
    case 'Flatten':
      return ok('flat');
    case 'Reshape': {
      const { target_shape } = config;
      if (!isFirst) return target_shape.length === 1 ? ok('flat') : unfit(target_shape);
      const told = target_shape.reduce((size, side) => (side === -1 ? size : size * side), 1);
      const shape = target_shape.map((side) => (side === -1 ? (IMAGE_SIZE * IMAGE_SIZE) / told : side));
      const made = formOf(shape);
      return made ? ok(made) : unfit(target_shape);
    }
    case 'Rescaling': {
      // Of bytes it makes what inkroom gives a model anyway.
      const isOfBytes = Math.abs(config.scale * 255 - 1) < 1e-6 && config.offset === 0;
      return isFirst && isOfBytes ? ok(form) : failFile('rescaling_unfit');
    }
    case 'Dense':
      return form === 'flat' ? ok(form) : failFile('dense_on_image');
    case 'Conv2D':
    case 'MaxPooling2D':
      return form === 'image' ? ok(form) : failFile('no_image_left', { layer: name });
    default:
      return ok(form);
  }
}

function unfit(shape: readonly number[]) {
  return failFile('reshape_unfit', { shape: `[${shape}]` });
}
