import { personOf } from '@inkroom/client';
import { useEffect } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../core/room-provider';
import { Button } from '../ui/button';
import { LineNotice } from '../ui/line-notice';
import { Avatar } from './avatar';
import { leadAfter, stopFollowing, useFollowed } from './followed';

/** Whom one follows, and the way out. */
export function FollowBanner() {
  const followed = useFollowed();
  // Who leaves the room follows nobody in the next one.
  useEffect(() => stopFollowing, []);
  return <div role="status">{followed === null ? null : <Following id={followed} />}</div>;
}

function Following({ id }: { id: string }) {
  const t = useTranslations('shell.people');
  const client = useRoomClient();
  const person = useRoomView((view) => personOf(view, id));
  useEffect(() => {
    const end = leadAfter(client, id);
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') stopFollowing();
    };
    document.addEventListener('keydown', onKey, true);
    return () => {
      document.removeEventListener('keydown', onKey, true);
      end();
    };
  }, [client, id]);
  if (!person) return null;
  return (
    <LineNotice
      icon={<Avatar person={person} size={24} />}
      text={t('following', { name: person.name || t('someone') })}
      testId="following"
    >
      <Button size="s" variant="ghost" onClick={stopFollowing} title={t('followingHint')} data-testid="stop-following">
        {t('stopFollowing')}
      </Button>
    </LineNotice>
  );
}
