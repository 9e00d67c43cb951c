import { Hand } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { Button } from '../../ui/button';
import { Row } from '../../ui/layout';
import { LineNotice } from '../../ui/line-notice';
import { Span } from '../../ui/text';
import styles from './pause-notice.module.css';

/** Says that pens rest, across the page, to those whose pen does. */
export function PauseNotice() {
  const t = useTranslations('shell.room');
  const rests = useRoomView(({ state, you }) => state.paused && you?.role !== 'host');
  return (
    <div role="status" aria-live="polite">
      {rests ? (
        <Row wrap="close" gap={3} className={styles.notice} data-testid="pause-notice">
          <Hand size="1.5rem" aria-hidden />
          <Span look="l strong">{t('paused')}</Span>
          <span>{t('pausedText')}</span>
        </Row>
      ) : null}
    </div>
  );
}

/** Says so in a line to hosts, who write on and let the others do so from here. */
export function HostPauseNotice() {
  const t = useTranslations('shell.room');
  const client = useRoomClient();
  const paused = useRoomView(({ state, you }) => state.paused && you?.role === 'host');
  return (
    <div role="status" aria-live="polite">
      {paused ? (
        <LineNotice tone="accent" icon={<Hand aria-hidden />} text={t('pausedHost')} testId="pause-notice">
          <Button
            size="s"
            variant="primary"
            onClick={() => client.submit({ kind: 'room.pause', paused: false })}
            data-testid="go-on"
          >
            {t('goOn')}
          </Button>
        </LineNotice>
      ) : null}
    </div>
  );
}
