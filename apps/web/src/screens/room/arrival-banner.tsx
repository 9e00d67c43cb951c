import { FileDown } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { Row } from '../../ui/layout';
import { useLasting } from '../../ui/use-lasting';
import styles from './connection-banner.module.css';

/** A page that comes sooner needs no word. */
const SLOW_MS = 1_000;
/** Steps in which its progress is told. */
const STEPS = 20;

/** Says how much of the page has come, over a slow network. */
export function ArrivalBanner() {
  const t = useTranslations('shell.room');
  const arrived = useRoomView((view) => Math.floor(view.arrived * STEPS) / STEPS);
  const isSlow = useLasting(arrived < 1, SLOW_MS);
  return isSlow ? (
    <Row as="p" gap={3} className={styles.banner} role="status" data-testid="arrival-banner">
      <FileDown size="1.1rem" color="var(--color-accent)" aria-hidden />
      <span>{t('arriving', { share: arrived })}</span>
    </Row>
  ) : null;
}
