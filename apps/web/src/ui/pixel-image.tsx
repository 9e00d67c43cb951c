import { IMAGE_SIZE } from '@inkroom/shared';
import { useEffect, useRef } from 'react';
import { classNames } from './class-names';
import styles from './pixel-image.module.css';
import { token, useEffectiveTheme } from './theme';

interface Props {
  /** 784 values 0..1, row by row. */
  image: Float32Array;
  /** What it shows, for screen readers; without it the picture is decoration. */
  label?: string;
  className?: string;
}

/** A 28 x 28 image as a model sees it, its pixels left square. */
export function PixelImage({ image, label, className }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useEffectiveTheme();
  // The colours are read from the page and change with the theme.
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!canvas.current || !context) return;
    context.fillStyle = token(canvas.current, '--color-ink');
    context.clearRect(0, 0, IMAGE_SIZE, IMAGE_SIZE);
    for (let i = 0; i < image.length; i++) {
      if (image[i]! < 1 / 255) continue;
      context.globalAlpha = image[i]!;
      context.fillRect(i % IMAGE_SIZE, Math.floor(i / IMAGE_SIZE), 1, 1);
    }
    context.globalAlpha = 1;
  }, [image, theme]);
  return (
    <canvas
      ref={canvas}
      width={IMAGE_SIZE}
      height={IMAGE_SIZE}
      className={classNames(styles.image, className)}
      role={label ? 'img' : 'presentation'}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    />
  );
}
