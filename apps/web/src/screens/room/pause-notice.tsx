import { Hand } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { Button } from '../../ui/button';
import { Row } from '../../ui/layout';
import { Span } from '../../ui/text';
import styles from './pause-notice.module.css';

/** Says across the page that pens rest; a host lets them write on from here. */
export function PauseNotice() {
  const t = useTranslations('shell.room');
  const client = useRoomClient();
  const paused = useRoomView((view) => view.state.paused);
  const host = useRoomView((view) => view.you?.role === 'host');
  return (
    <div role="status" aria-live="polite">
      {paused ? (
        <Row wrap="close" gap={3} className={styles.notice} data-testid="pause-notice">
          <Hand size="1.5rem" aria-hidden />
          <Span look="l strong">{t(host ? 'pausedHost' : 'paused')}</Span>
          {host ? (
            <Button
              variant="primary"
              onClick={() => client.submit({ kind: 'room.pause', paused: false })}
              data-testid="go-on"
            >
              {t('goOn')}
            </Button>
          ) : (
            <span>{t('pausedText')}</span>
          )}
        </Row>
      ) : null}
    </div>
  );
}
