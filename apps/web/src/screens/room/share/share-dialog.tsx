import { Crown, Send, Share2 } from 'lucide-react';
import { QRCodeSVG } from 'qrcode.react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { BASE_PATH } from '../../../core/config';
import { hostPath, roomPath } from '../../../core/room-path';
import { useRoomClient, useRoomView } from '../../../core/room-provider';
import { Button } from '../../../ui/button';
import { CopyField } from '../../../ui/copy';
import { Dialog } from '../../../ui/dialog';
import { Row, Stack } from '../../../ui/layout';
import { Notice } from '../../../ui/notice';
import { Skeleton } from '../../../ui/skeleton';
import { Text } from '../../../ui/text';
import { NARROW, useMediaQuery } from '../../../ui/use-media-query';
import { HostLink } from './host-link';
import { OriginChoice } from './origin-choice';
import styles from './share-dialog.module.css';
import { ShareFullScreen } from './share-full-screen';
import { useReachableOrigins } from './use-reachable-origins';

/** The ways into the room: link, QR code, code, and a link for watching. */
export function ShareDialog({ open, onOpenChange }: { open: boolean; onOpenChange(open: boolean): void }) {
  const t = useTranslations('shell.share');
  const [movesOn, setMovesOn] = useState(false);
  const narrow = useMediaQuery(NARROW);
  return (
    <Dialog
      title={movesOn ? t('moveOn') : t('title')}
      description={movesOn ? undefined : t('description')}
      open={open}
      onOpenChange={(next) => {
        setMovesOn(false);
        onOpenChange(next);
      }}
      trigger={
        <Button variant="primary" icon={<Share2 />} iconOnly={narrow} data-testid="share-open">
          {t('open')}
        </Button>
      }
    >
      <Ways movesOn={movesOn} onMoveOn={setMovesOn} />
    </Dialog>
  );
}

/** @param movesOn the host wants to go on elsewhere, which hides all else */
function Ways({ movesOn, onMoveOn }: { movesOn: boolean; onMoveOn(movesOn: boolean): void }) {
  const t = useTranslations('shell.share');
  const roomId = useRoomView((view) => view.state.roomId);
  const isHost = useRoomView((view) => view.you?.role === 'host');
  const { hostKey } = useRoomClient();
  const origins = useReachableOrigins();
  const [chosen, setChosen] = useState<string | null>(null);
  if (!origins) return <Skeleton height="24rem" />;

  const reachable = chosen ?? origins[0];
  const base = `${reachable ?? window.location.origin}${BASE_PATH}`;
  const link = `${base}${roomPath({ roomId, watch: false })}`;
  if (movesOn && hostKey) {
    const hostLink = `${base}${hostPath({ roomId, hostKey })}`;
    return <HostLink link={hostLink} isReachable={!!reachable} onBack={() => onMoveOn(false)} />;
  }
  return (
    <Stack gap={5}>
      {origins.length > 1 && reachable ? (
        <OriginChoice origins={origins} value={reachable} onChange={setChosen} />
      ) : null}
      {reachable ? (
        <Row wrap gap={5} className={styles.qr}>
          <QRCodeSVG value={link} size={168} marginSize={2} level="M" title={t('qr')} />
          <Stack gap={3} className={styles.beside}>
            <Text look="muted" className={styles.code}>
              {t('code')} <strong>{roomId}</strong>
            </Text>
            <ShareFullScreen link={link} roomId={roomId} />
            <NativeShare link={link} />
          </Stack>
        </Row>
      ) : (
        <Notice tone="warn" title={t('aloneTitle')} testId="share-alone">
          {t('alone')}
        </Notice>
      )}
      <CopyField label={t('link')} value={link} testId="share-link" />
      <CopyField
        label={t('watchLink')}
        hint={t('watchHint')}
        value={`${base}${roomPath({ roomId, watch: true })}`}
        testId="share-watch-link"
      />
      {isHost && hostKey ? (
        <div>
          <Button icon={<Crown />} onClick={() => onMoveOn(true)} data-testid="host-link-show">
            {t('moveOn')}
          </Button>
        </div>
      ) : null}
    </Stack>
  );
}

/** The phone's own share menu; browsers offer it on https only. */
function NativeShare({ link }: { link: string }) {
  const t = useTranslations('shell.share');
  const title = useRoomView((view) => view.state.title);
  const isPhone = useMediaQuery('(pointer: coarse)');
  if (!isPhone || !navigator.share) return null;
  // The promise is rejected when the person closes the menu.
  const send = () => navigator.share({ title: title || 'inkroom', url: link }).catch(() => {});
  return (
    <Button icon={<Send />} onClick={send} data-testid="share-native">
      {t('send')}
    </Button>
  );
}
