import { Stack } from './layout';
import styles from './panel-skeleton.module.css';
import { Skeleton } from './skeleton';

/** A tab's content while it is on its way. */
export function PanelSkeleton() {
  return (
    <Stack gap={4} className={styles.panel}>
      <Skeleton width="45%" height="1.25rem" />
      <Skeleton height="6rem" />
      <Skeleton height="2.75rem" />
      <Skeleton width="60%" height="1.25rem" />
      <Skeleton height="9rem" />
    </Stack>
  );
}
