import { CloudOff, WifiOff } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useKeptPage } from '../../core/offline/kept-page';
import { useRoomView } from '../../core/room-provider';
import { useStorageTrouble } from '../../core/storage/storage-trouble';
import { LineNotice } from '../../ui/line-notice';
import { useLasting } from '../../ui/use-lasting';

/** ms: a shorter break is over before anybody could read the banner. */
const BLINK_MS = 600;

/** Says over the page that the connection or the store is away, and that nothing is lost. */
export function ConnectionBanner() {
  const t = useTranslations('shell.room');
  const errors = useTranslations('errors');
  const reconnecting = useLasting(
    useRoomView((view) => view.connection === 'reconnecting'),
    BLINK_MS,
  );
  const silent = useRoomView((view) => view.connection === 'online' && view.silent);
  const storageAway = useRoomView((view) => view.connection === 'online' && view.storageAway);
  // That the server does not answer is what reconnecting means; anything else is worth being told.
  const trouble = useRoomView((view) => (view.trouble === 'offline' ? null : view.trouble));
  const pending = useRoomView((view) => view.pending);
  const away = reconnecting || silent;
  // A reload loses the page, or the ink that waits, where the browser keeps none.
  const keepsPage = useKeptPage(({ kept }) => kept);
  const keepsInk = useStorageTrouble(({ trouble }) => trouble === null);
  const Icon = away ? WifiOff : CloudOff;
  return (
    <div role="status" aria-live="polite">
      {away || storageAway ? (
        <LineNotice
          tone="warn"
          icon={<Icon aria-hidden />}
          text={[
            reconnecting && trouble ? errors(trouble) : null,
            t(reconnecting ? 'reconnectingBanner' : silent ? 'silentBanner' : 'storageAwayBanner'),
            pending > 0 ? t('waitingStrokes', { count: pending }) : null,
            away && !(keepsPage && keepsInk) ? t('doNotReload') : null,
          ]
            .filter(Boolean)
            .join(' ')}
          testId="connection-banner"
        />
      ) : null}
    </div>
  );
}
