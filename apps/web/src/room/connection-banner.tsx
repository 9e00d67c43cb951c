'use client';

import { CloudOff, WifiOff } from 'lucide-react';
import { useTranslations } from 'use-intl';
import styles from './connection-banner.module.css';
import { useRoomView } from './room-provider';
import { useLasting } from './use-lasting';

/** Shorter breaks heal before anybody has read the banner. */
const BLINK_MS = 600;

/** Says over the sheet that the line or the store is away, and that nothing is lost. */
export function ConnectionBanner() {
  const t = useTranslations('shell.room');
  const reconnecting = useLasting(
    useRoomView((view) => view.connection === 'reconnecting'),
    BLINK_MS,
  );
  const storageAway = useRoomView((view) => view.connection === 'online' && view.storageAway);
  const pending = useRoomView((view) => view.pending);
  const shown = reconnecting || storageAway;
  const Icon = reconnecting ? WifiOff : CloudOff;
  return (
    <div role="status" aria-live="polite">
      {shown ? (
        <p className={styles.banner} data-testid="connection-banner">
          <Icon aria-hidden className={styles.icon} />
          <span>
            {t(reconnecting ? 'reconnectingBanner' : 'storageAwayBanner')}
            {pending > 0 ? ` ${t('waitingStrokes', { count: pending })}` : null}
          </span>
        </p>
      ) : null}
    </div>
  );
}
