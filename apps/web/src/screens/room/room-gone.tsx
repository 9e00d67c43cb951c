'use client';

import type { CodedError } from '@inkroom/shared';
import { useTranslations } from 'use-intl';
import { BlankPage } from '../../ui/blank-page';
import { Button } from '../../ui/button';
import { ButtonLink } from '../../ui/button-link';

/** Instead of a room that cannot be entered: why, and where to go from here. */
export function RoomGone({ roomId, error }: { roomId: string; error: CodedError }) {
  const t = useTranslations('shell.gone');
  const common = useTranslations('shell.common');
  const errors = useTranslations('errors');
  const unknown = error.code === 'room_not_found' || error.code === 'invalid_payload';
  return (
    <BlankPage
      title={unknown ? t('title') : t('refusedTitle')}
      text={unknown ? t('text', { code: roomId }) : errors(error.code)}
      testId="room-gone"
      actions={
        <>
          <ButtonLink href="/">{t('home')}</ButtonLink>
          {unknown ? null : <Button onClick={() => window.location.reload()}>{common('retry')}</Button>}
        </>
      }
    />
  );
}
