import { EyeOff, Hand, WifiOff } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { useLasting } from '../../ui/use-lasting';
import styles from './projector-state.module.css';

/** ms: a shorter break is over before anybody could read it. */
const BLINK_MS = 1_500;

/** What holds for the whole class, across the paper: one thing at a time, the most important first. */
export function ProjectorState() {
  const t = useTranslations('projector');
  const room = useTranslations('shell.room');
  const away = useLasting(
    useRoomView((view) => view.connection !== 'online' || view.silent),
    BLINK_MS,
  );
  const paused = useRoomView((view) => view.state.paused);
  const apart = useRoomView((view) => view.state.apart);
  const [Icon, text, testId] = away
    ? [WifiOff, t('reconnecting'), 'projector-reconnecting']
    : paused
      ? [Hand, room('paused'), 'projector-paused']
      : apart
        ? [EyeOff, t('apart'), 'projector-apart']
        : [null, '', undefined];
  return (
    <div role="status" aria-live="polite" className={styles.place}>
      {Icon ? (
        <p className={styles.state} data-testid={testId}>
          <Icon aria-hidden />
          <span>{text}</span>
        </p>
      ) : null}
    </div>
  );
}
