import { EyeOff } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { Button } from '../../ui/button';
import { LineNotice } from '../../ui/line-notice';

/** Says that everybody sees their own work alone; a host reveals it from here. */
export function ApartNotice() {
  const t = useTranslations('shell.room');
  const client = useRoomClient();
  const apart = useRoomView((view) => view.state.apart && !view.state.paused && !view.state.challenge);
  const host = useRoomView((view) => view.you?.role === 'host');
  return (
    <div role="status" aria-live="polite">
      {apart ? (
        <LineNotice
          tone="accent"
          icon={<EyeOff aria-hidden />}
          text={t(host ? 'apartHost' : 'apart')}
          testId="apart-notice"
        >
          {host ? (
            <Button size="s" variant="primary" onClick={() => client.setApart(false)} data-testid="reveal">
              {t('reveal')}
            </Button>
          ) : null}
        </LineNotice>
      ) : null}
    </div>
  );
}
