import { ServerOff } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { Row } from '../../ui/layout';
import styles from './connection-banner.module.css';

/** Says over the page that nobody predicts, or which part of the server is given up for now. With the connection away nobody knows. */
export function PartsBanner() {
  const t = useTranslations('shell.parts');
  const isOnline = useRoomView((view) => view.connection === 'online' && !view.silent && !view.storageAway);
  const { predicting, down } = useRoomView((view) => view.parts);
  // That nobody predicts says all that a missing worker means to who draws.
  const missing = down.filter((part) => predicting || part !== 'worker-cpu');
  const isWell = predicting && missing.length === 0;
  return (
    <div role="status" aria-live="polite">
      {isOnline && !isWell ? (
        <Row as="p" gap={3} className={styles.banner} data-testid="parts-banner">
          <ServerOff size="1.1rem" color="var(--color-warn)" aria-hidden />
          <span>
            {[...(predicting ? [] : [t('nobodyPredicts')]), ...missing.map((part) => t(`down.${part}`))].join(' ')}
          </span>
        </Row>
      ) : null}
    </div>
  );
}
