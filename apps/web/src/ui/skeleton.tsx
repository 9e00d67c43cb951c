import type { CSSProperties } from 'react';
import styles from './skeleton.module.css';

/** Holds the place of something that is on its way, in its shape. */
export function Skeleton({
  width,
  height = '1em',
}: {
  width?: CSSProperties['width'];
  height?: CSSProperties['height'];
}) {
  return <span className={styles.skeleton} style={{ width, height }} aria-hidden />;
}
