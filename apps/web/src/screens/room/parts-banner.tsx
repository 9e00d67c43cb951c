import { ServerOff } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { LineNotice } from '../../ui/line-notice';

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
        <LineNotice
          tone="warn"
          icon={<ServerOff aria-hidden />}
          text={[...(predicting ? [] : [t('nobodyPredicts')]), ...missing.map((part) => t(`down.${part}`))].join(' ')}
          testId="parts-banner"
        />
      ) : null}
    </div>
  );
}
