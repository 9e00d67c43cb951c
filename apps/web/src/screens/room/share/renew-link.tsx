import type { LinkRight } from '@inkroom/shared';
import { RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient } from '../../../core/room-provider';
import { useErrorText } from '../../../core/use-error-text';
import { Button } from '../../../ui/button';
import { Row } from '../../../ui/layout';
import { Notice } from '../../../ui/notice';
import { useToast } from '../../../ui/toast';

interface Props {
  right: LinkRight;
  /** Whether this device knows the link so far. */
  isKnown: boolean;
}

/** Makes another link for a right, after a word on what becomes of the one so far. */
export function RenewLink({ right, isKnown }: Props) {
  const t = useTranslations('shell.share');
  const client = useRoomClient();
  const errorText = useErrorText();
  const toast = useToast();
  const [asks, setAsks] = useState(false);

  const renew = async () => {
    const renewed = await client.renewLink(right);
    setAsks(false);
    toast.show({ text: renewed.ok ? t('renewed') : errorText(renewed.error) });
  };

  if (!asks)
    return (
      <Row>
        <Button icon={<RefreshCw />} variant="ghost" onClick={() => setAsks(true)} data-testid="link-renew">
          {isKnown ? t('renew') : t('renewUnknown')}
        </Button>
      </Row>
    );
  return (
    <Notice
      tone="warn"
      title={t('renewTitle')}
      testId="link-renew-asks"
      actions={
        <>
          <Button variant="primary" onClick={renew} data-testid="link-renew-now">
            {t('renewNow')}
          </Button>
          <Button onClick={() => setAsks(false)}>{t('keep')}</Button>
        </>
      }
    >
      {t(`renewText.${right}`)}
    </Notice>
  );
}
