import { Row } from '../../ui/layout';
import { Skeleton } from '../../ui/skeleton';
import { Span } from '../../ui/text';
import styles from './room-skeleton.module.css';

/** The room's outline while it is on its way. `message` says why it takes long. */
export function RoomSkeleton({ message }: { message?: string | null }) {
  return (
    <div className={styles.room} aria-busy="true">
      <Row gap={3} className={styles.bar}>
        <Skeleton width="1.75rem" height="1.75rem" />
        <Skeleton width="9rem" height="1.1rem" />
        <Span look="grow" />
        <Skeleton width="4.5rem" height="1.9rem" />
        <Skeleton width="6rem" height="1.9rem" />
      </Row>
      <div className={`squared-paper ${styles.stage}`}>
        {message ? (
          <p className={styles.message} role="status">
            {message}
          </p>
        ) : null}
      </div>
      <div className={styles.panel} />
    </div>
  );
}
