import { ArrowLeft } from 'lucide-react';
import { QRCodeSVG } from 'qrcode.react';
import { useTranslations } from 'use-intl';
import { Button } from '../../../ui/button';
import { CopyField } from '../../../ui/copy';
import { Row, Stack } from '../../../ui/layout';
import { Notice } from '../../../ui/notice';
import styles from './share-dialog.module.css';

interface Props {
  link: string;
  /** Whether other devices reach it. */
  isReachable: boolean;
  onBack(): void;
}

/** The link that makes a person a host, for going on in another browser or device. It is shown alone, so that no class scans it. */
export function HostLink({ link, isReachable, onBack }: Props) {
  const t = useTranslations('shell.share');
  return (
    <Stack gap={5} data-testid="host-link-view">
      <Notice tone="warn" title={t('hostLinkTitle')}>
        {t('hostLinkWarning')}
      </Notice>
      {isReachable ? (
        <Row className={styles.qr}>
          <QRCodeSVG value={link} size={168} marginSize={2} level="M" title={t('hostLinkQr')} />
        </Row>
      ) : null}
      <CopyField label={t('hostLink')} value={link} testId="host-link" />
      <div>
        <Button icon={<ArrowLeft />} onClick={onBack}>
          {t('back')}
        </Button>
      </div>
    </Stack>
  );
}
