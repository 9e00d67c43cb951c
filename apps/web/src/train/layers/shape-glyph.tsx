import styles from './shape-glyph.module.css';

const BOX = 26;
const IMAGE_SIDE = 28;
/** Pages drawn behind one another stand for channels: one for each factor of eight. */
const PAGES_MAX = 3;
const LENGTH_MAX = 2048;

/** A small picture of what flows out of a layer: a stack of squares for an image, a bar for a list of numbers. */
export function ShapeGlyph({ shape }: { shape: readonly number[] | null }) {
  return (
    <svg viewBox={`0 0 ${BOX} ${BOX}`} className={styles.glyph} aria-hidden focusable="false">
      {shape === null ? null : shape.length === 3 ? <Image shape={shape} /> : <Vector length={shape[0] ?? 0} />}
    </svg>
  );
}

function Image({ shape: [height = 1, , channels = 1] }: { shape: readonly number[] }) {
  const pages = Math.min(PAGES_MAX, Math.ceil(Math.log2(channels) / 3)) + 1;
  const side = 5 + (13 * height) / IMAGE_SIDE;
  const start = (BOX - side - (pages - 1) * 2) / 2;
  return Array.from({ length: pages }, (_, i) => {
    // The hindmost is drawn first, furthest up to the right.
    const at = start + (pages - 1 - i) * 2;
    return (
      <rect
        key={at}
        x={at}
        y={BOX - side - at}
        width={side}
        height={side}
        rx={1.5}
        className={i === pages - 1 ? styles.front : styles.back}
      />
    );
  });
}

function Vector({ length }: { length: number }) {
  const height = 6 + (16 * Math.log2(Math.max(2, length))) / Math.log2(LENGTH_MAX);
  return (
    <rect
      x={(BOX - 5) / 2}
      y={(BOX - Math.min(height, BOX - 2)) / 2}
      width={5}
      height={Math.min(height, BOX - 2)}
      rx={2}
      className={styles.front}
    />
  );
}
