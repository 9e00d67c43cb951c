import { EyeOff } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { Button } from '../../ui/button';
import { Row } from '../../ui/layout';
import { Text } from '../../ui/text';
import styles from './apart-notice.module.css';

/** Says that everybody sees their own work alone; a host reveals it from here. */
export function ApartNotice() {
  const t = useTranslations('shell.room');
  const client = useRoomClient();
  const apart = useRoomView((view) => view.state.apart && !view.state.paused);
  const host = useRoomView((view) => view.you?.role === 'host');
  return (
    <div role="status" aria-live="polite" className={styles.place}>
      {apart ? (
        <Row gap={3} className={styles.notice} data-testid="apart-notice">
          <EyeOff size="1.1rem" aria-hidden />
          <Text look="s easy" className={styles.text}>
            {t(host ? 'apartHost' : 'apart')}
          </Text>
          {host ? (
            <Button size="s" variant="primary" onClick={() => client.setApart(false)} data-testid="reveal">
              {t('reveal')}
            </Button>
          ) : null}
        </Row>
      ) : null}
    </div>
  );
}
