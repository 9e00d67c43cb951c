'use client';

import type { CodedError, ErrorCode } from '@inkroom/shared';
import { useTranslations } from 'use-intl';
import { BlankPage } from '../../ui/blank-page';
import { Button } from '../../ui/button';
import { ButtonLink } from '../../ui/button-link';

/** Trying again changes nothing. */
const FINAL: readonly ErrorCode[] = ['room_not_found', 'invalid_payload', 'link_needed', 'wrong_key'];

/** Instead of a room that cannot be entered: why, and where to go from here. */
export function RoomGone({ roomId, error }: { roomId: string; error: CodedError }) {
  const t = useTranslations('shell.gone');
  const common = useTranslations('shell.common');
  const errors = useTranslations('errors');
  const [title, text] = {
    room_not_found: [t('title'), t('text', { code: roomId })],
    invalid_payload: [t('title'), t('text', { code: roomId })],
    link_needed: [t('linkNeededTitle'), t('linkNeeded')],
    wrong_key: [t('renewedTitle'), t('renewed')],
    person_removed: [t('removedTitle'), errors('person_removed')],
    room_full: [t('fullTitle'), t('full')],
  }[error.code as string] ?? [t('refusedTitle'), errors(error.code)];
  return (
    <BlankPage
      title={title}
      text={text}
      testId="room-gone"
      actions={
        <>
          <ButtonLink href="/">{t('home')}</ButtonLink>
          {FINAL.includes(error.code) ? null : (
            <Button onClick={() => window.location.reload()}>{common('retry')}</Button>
          )}
        </>
      }
    />
  );
}
