import { Archive, Download } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { PageOverview } from '../../page/controls/overview-opener';
import { TakeHome } from '../../page/take-home/opener';
import { Button } from '../../ui/button';
import { Row, Stack } from '../../ui/layout';
import { Opener } from '../../ui/opener';
import styles from './connection-banner.module.css';

/** Tells a host that the room is nearly full of ink, while there is time to make room. */
export function InkNotice() {
  const t = useTranslations('shell.room');
  const pages = useTranslations('page.page');
  const share = useRoomView(({ ink, limits, you }) => {
    const share = ink && you?.role === 'host' ? ink.bytes / ink.maxBytes : 0;
    return share >= limits.roomInkToldShare ? Math.floor(share * 100) / 100 : null;
  });
  return share === null ? null : (
    <Row as="div" gap={3} className={styles.banner} role="status" data-testid="ink-notice">
      <Archive size="1.1rem" color="var(--color-warn)" aria-hidden />
      <Stack gap={2}>
        <span>{t('nearlyFull', { share })}</span>
        <Row wrap gap={2}>
          <Opener of={TakeHome}>
            <Button size="s" icon={<Download />}>
              {pages('takeHome')}
            </Button>
          </Opener>
          <Opener of={PageOverview}>
            <Button size="s" data-testid="make-room">
              {t('makeRoom')}
            </Button>
          </Opener>
        </Row>
      </Stack>
    </Row>
  );
}
