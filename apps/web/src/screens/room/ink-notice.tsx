import { Archive, Download } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { PageOverview } from '../../page/controls/overview-opener';
import { TakeHome } from '../../page/take-home/opener';
import { Button } from '../../ui/button';
import { IconButton } from '../../ui/icon-button';
import { LineNotice } from '../../ui/line-notice';
import { Opener } from '../../ui/opener';

/** Tells a host that the room is nearly full of ink, while there is time to make room. */
export function InkNotice() {
  const t = useTranslations('shell.room');
  const pages = useTranslations('page.page');
  const share = useRoomView(({ ink, limits, you }) => {
    const share = ink && you?.role === 'host' ? ink.bytes / ink.maxBytes : 0;
    return share >= limits.roomInkToldShare ? Math.floor(share * 100) / 100 : null;
  });
  return (
    <div role="status">
      {share === null ? null : (
        <LineNotice tone="warn" icon={<Archive aria-hidden />} text={t('nearlyFull', { share })} testId="ink-notice">
          <Opener of={TakeHome}>
            <IconButton label={pages('takeHome')} icon={<Download />} />
          </Opener>
          <Opener of={PageOverview}>
            <Button size="s" data-testid="make-room">
              {t('makeRoom')}
            </Button>
          </Opener>
        </LineNotice>
      )}
    </div>
  );
}
