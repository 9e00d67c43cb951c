import { EyeOff } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../../core/room-provider';
import { ClassNotice } from './class-notice';
import styles from './class-notice.module.css';

/** Says that everybody sees their own work alone; a host reveals it from here. */
export function ApartNotice() {
  const t = useTranslations('shell.room');
  const client = useRoomClient();
  const apart = useRoomView((view) => view.state.apart && !view.state.paused && !view.state.challenge);
  const host = useRoomView((view) => view.you?.role === 'host');
  const reveal = { label: t('reveal'), run: () => client.setApart(false), testId: 'reveal' };
  return (
    <div role="status" aria-live="polite" className={styles.place}>
      {apart ? (
        <ClassNotice
          icon={EyeOff}
          text={t(host ? 'apartHost' : 'apart')}
          end={host ? reveal : undefined}
          testId="apart-notice"
        />
      ) : null}
    </div>
  );
}
