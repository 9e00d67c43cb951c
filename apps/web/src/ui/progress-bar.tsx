import { Progress } from 'radix-ui';
import styles from './progress-bar.module.css';

interface Props {
  /** 0..1, or null while it cannot be told. */
  value: number | null;
  label: string;
  testId?: string;
  thin?: boolean;
}

export function ProgressBar({ value, label, testId, thin }: Props) {
  const percent = value === null ? null : Math.round(Math.min(1, Math.max(0, value)) * 1000) / 10;
  return (
    <Progress.Root
      className={styles.bar}
      data-thin={thin || undefined}
      value={percent}
      max={100}
      aria-label={label}
      data-testid={testId}
    >
      <Progress.Indicator
        className={styles.fill}
        style={percent === null ? undefined : { transform: `scaleX(${percent / 100})` }}
      />
    </Progress.Root>
  );
}
