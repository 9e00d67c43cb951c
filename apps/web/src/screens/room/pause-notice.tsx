import { Hand } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { Button } from '../../ui/button';
import { LineNotice } from '../../ui/line-notice';

/** Says that pens rest; hosts write on, and let the others do so from here. */
export function PauseNotice() {
  const t = useTranslations('shell.room');
  const client = useRoomClient();
  const paused = useRoomView(({ state }) => state.paused);
  const isHost = useRoomView(({ you }) => you?.role === 'host');
  return (
    <div role="status" aria-live="polite">
      {paused ? (
        <LineNotice
          tone="accent"
          icon={<Hand aria-hidden />}
          text={isHost ? t('pausedHost') : `${t('paused')} ${t('pausedText')}`}
          testId="pause-notice"
        >
          {isHost ? (
            <Button
              size="s"
              variant="primary"
              onClick={() => client.submit({ kind: 'room.pause', paused: false })}
              data-testid="go-on"
            >
              {t('goOn')}
            </Button>
          ) : null}
        </LineNotice>
      ) : null}
    </div>
  );
}
