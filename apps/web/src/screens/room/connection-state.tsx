'use client';

import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { useLasting } from '../../ui/use-lasting';
import styles from './connection-state.module.css';

/** A stroke that is acknowledged sooner need not be mentioned. */
const SLOW_STORE_MS = 1_200;

/** Whether one is connected, and whether what one wrote has arrived. */
export function ConnectionState() {
  const t = useTranslations('shell.room');
  const connection = useRoomView((view) => view.connection);
  const pending = useRoomView((view) => view.pending);
  const slow = useLasting(pending > 0, SLOW_STORE_MS);
  const text = connection === 'online' && slow && pending > 0 ? t('saving', { count: pending }) : t(connection);
  return (
    <span
      className={styles.state}
      data-testid="connection-state"
      data-state={connection}
      data-pending={pending}
      title={text}
    >
      <span className={styles.dot} aria-hidden />
      <span className={styles.text}>{text}</span>
    </span>
  );
}
