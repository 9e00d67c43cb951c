import { clamp } from './clamp';
import styles from './progress-bar.module.css';

interface Props {
  /** 0..1, or null while it cannot be told. */
  value: number | null;
  label: string;
  testId?: string;
  thin?: boolean;
}

export function ProgressBar({ value, label, testId, thin }: Props) {
  const percent = value === null ? null : Math.round(clamp(value, 0, 1) * 1000) / 10;
  return (
    <div
      role="progressbar"
      className={styles.bar}
      data-thin={thin || undefined}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent ?? undefined}
      aria-label={label}
      data-testid={testId}
    >
      <div className={styles.fill} style={percent === null ? undefined : { transform: `scaleX(${percent / 100})` }} />
    </div>
  );
}
