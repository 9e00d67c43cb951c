import { personOf } from '@inkroom/client';
import type { CodedError, JoinCode, LinkRight, Result } from '@inkroom/shared';
import { RefreshCw, Send } from 'lucide-react';
import { QRCodeSVG } from 'qrcode.react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../../core/room-provider';
import { useAgo } from '../../../core/use-ago';
import { useErrorText } from '../../../core/use-error-text';
import { Button } from '../../../ui/button';
import { CopyField } from '../../../ui/copy';
import { IconButton } from '../../../ui/icon-button';
import { Row, Stack } from '../../../ui/layout';
import { Notice } from '../../../ui/notice';
import { Text } from '../../../ui/text';
import { useToast } from '../../../ui/toast';
import { useMediaQuery } from '../../../ui/use-media-query';
import { CodeDigits } from './code-digits';
import styles from './share-dialog.module.css';
import { ShareFullScreen } from './share-full-screen';
import { useJoinCode } from './use-join-code';

interface Props {
  right: LinkRight;
  /** Null where this device does not know it. */
  link: string | null;
  /** What the app's addresses begin with. */
  base: string;
  /** Whether other devices reach it. */
  isReachable: boolean;
}

/** One link into the room: what it gives, and all ways to hand it on. It is shown alone, so that a class scans no other. */
export function LinkCard({ right, link, base, isReachable }: Props) {
  const t = useTranslations('shell.share');
  const isHost = useRoomView((view) => view.you?.role === 'host');
  const { code, trouble, renew } = useJoinCode(isHost && right === 'write' && isReachable);
  return (
    <Stack gap={5} data-testid={`link-${right}`}>
      {right === 'host' ? (
        <Notice tone="warn" title={t('hostTitle')}>
          {link ? t('gives.host') : t('hostUnknown')}
        </Notice>
      ) : (
        <Text look="muted">{t(`gives.${right}`)}</Text>
      )}
      {link && isReachable ? (
        <Row wrap gap={5} className={styles.qr}>
          <QRCodeSVG value={link} size={168} marginSize={2} level="M" title={t(`qr.${right}`)} />
          {right === 'host' ? null : (
            <Stack gap={3} className={styles.beside}>
              {code ? <ShownCode code={code} renew={renew} /> : trouble ? <NoCode trouble={trouble} /> : null}
              <ShareFullScreen
                link={link}
                qr={t(`qr.${right}`)}
                address={base.replace(/^https?:\/\//, '')}
                code={code}
              />
              <NativeShare link={link} />
            </Stack>
          )}
        </Row>
      ) : null}
      {isReachable ? null : (
        <Notice tone="warn" title={t('aloneTitle')} testId="share-alone">
          {t('alone')}
        </Notice>
      )}
      {link ? <CopyField label={t(`link.${right}`)} value={link} testId="share-link" /> : null}
      <RenewedBy right={right} />
    </Stack>
  );
}

/** Who last made this link anew: it is why an older one no longer works. */
function RenewedBy({ right }: { right: LinkRight }) {
  const t = useTranslations('shell.share');
  const someone = useTranslations('shell.people')('someone');
  const ago = useAgo();
  const renewal = useRoomView((view) => view.state.renewals[right]);
  const name = useRoomView((view) => (renewal ? personOf(view, renewal.by)?.name : null));
  if (!renewal) return null;
  return (
    <Text look="faint s" data-testid="link-renewed">
      {t('renewedBy', { name: name || someone, time: ago(renewal.at) })}
    </Text>
  );
}

/** The code as it is on the screen, and what it is for. */
function ShownCode({ code, renew }: { code: string; renew(): Promise<Result<JoinCode>> }) {
  const t = useTranslations('shell.share');
  const errorText = useErrorText();
  const toast = useToast();
  const onRenew = async () => {
    const renewed = await renew();
    if (!renewed.ok) toast.show({ text: errorText(renewed.error), tone: 'bad' });
  };
  return (
    <Stack gap={1}>
      <Text look="muted s">{t('code')}</Text>
      <Row gap={2}>
        <span className={styles.code}>
          <CodeDigits code={code} />
        </span>
        <IconButton label={t('renewCode')} icon={<RefreshCw />} onClick={onRenew} data-testid="join-code-renew" />
      </Row>
      <Text look="faint s">{t('codeHint')}</Text>
    </Stack>
  );
}

function NoCode({ trouble }: { trouble: CodedError }) {
  const t = useTranslations('shell.share');
  const errorText = useErrorText();
  return (
    <Notice tone="warn" title={t('noCode')} testId="join-code-away">
      {errorText(trouble)}
    </Notice>
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
