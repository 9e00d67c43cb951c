import { Hand } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { Row } from '../../ui/layout';
import { Span } from '../../ui/text';
import { ClassNotice } from './class-notice';
import place from './class-notice.module.css';
import styles from './pause-notice.module.css';

/** Says that pens rest: across the page to those whose pen does; beside it to hosts, who let them write on from here. */
export function PauseNotice() {
  const t = useTranslations('shell.room');
  const client = useRoomClient();
  const paused = useRoomView((view) => view.state.paused);
  const host = useRoomView((view) => view.you?.role === 'host');
  const goOn = () => client.submit({ kind: 'room.pause', paused: false });
  return (
    <div
      role="status"
      aria-live="polite"
      className={host ? place.place : undefined}
      data-across={(paused && !host) || undefined}
    >
      {paused && host ? (
        <ClassNotice
          icon={Hand}
          text={t('pausedHost')}
          end={{ label: t('goOn'), run: goOn, testId: 'go-on' }}
          testId="pause-notice"
        />
      ) : paused ? (
        <Row wrap="close" gap={3} className={styles.notice} data-testid="pause-notice">
          <Hand size="1.5rem" aria-hidden />
          <Span look="l strong">{t('paused')}</Span>
          <span>{t('pausedText')}</span>
        </Row>
      ) : null}
    </div>
  );
}
