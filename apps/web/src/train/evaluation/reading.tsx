import { type ReactNode, useMemo } from 'react';
import { Stack } from '../../ui/layout';
import { PixelImage } from '../../ui/pixel-image';
import { Span } from '../../ui/text';
import { pixelsOf } from './confusion-data';
import styles from './mistake-list.module.css';

interface Props {
  /** 784 brightness values as base64. */
  image: string;
  /** All of it in words, for screen readers. */
  label: string;
  /** What stands before the arrow, and what a model reads. */
  from: number;
  to: number;
  children?: ReactNode;
}

/** An image in a list, with a digit that became another one. */
export function Reading({ image, label, from, to, children }: Props) {
  const pixels = useMemo(() => pixelsOf(image), [image]);
  return (
    <Stack as="li" className={styles.picture}>
      <PixelImage image={pixels} label={label} className={styles.image} />
      <span aria-hidden>
        {from}
        <Span look="faint" className={styles.arrow}>
          →
        </Span>
        <strong>{to}</strong>
      </span>
      {children}
    </Stack>
  );
}
