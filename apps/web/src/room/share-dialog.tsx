'use client';

import { Share2 } from 'lucide-react';
import { QRCodeSVG } from 'qrcode.react';
import { useTranslations } from 'use-intl';
import { BASE_PATH } from '../config';
import { roomPath } from '../lobby/room-path';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { CopyField } from './copy-field';
import { useRoomView } from './room-provider';
import styles from './share-dialog.module.css';

/** The ways into the room: link, QR code, code, and a link for watching. */
export function ShareDialog({ open, onOpenChange }: { open: boolean; onOpenChange(open: boolean): void }) {
  const t = useTranslations('shell.share');
  const roomId = useRoomView((view) => view.state.roomId);
  const link = `${window.location.origin}${BASE_PATH}${roomPath({ roomId, watch: false })}`;
  const watchLink = `${window.location.origin}${BASE_PATH}${roomPath({ roomId, watch: true })}`;
  return (
    <Dialog
      title={t('title')}
      description={t('description')}
      open={open}
      onOpenChange={onOpenChange}
      trigger={
        <Button variant="primary" icon={<Share2 aria-hidden />} className={styles.trigger} data-testid="share-open">
          {t('open')}
        </Button>
      }
    >
      <div className={styles.body}>
        <div className={styles.qr}>
          <QRCodeSVG value={link} size={168} marginSize={2} level="M" title={t('qr')} />
          <p className={styles.code}>
            {t('code')} <strong>{roomId}</strong>
          </p>
        </div>
        <CopyField label={t('link')} value={link} testId="share-link" />
        <CopyField label={t('watchLink')} hint={t('watchHint')} value={watchLink} testId="share-watch-link" />
      </div>
    </Dialog>
  );
}
