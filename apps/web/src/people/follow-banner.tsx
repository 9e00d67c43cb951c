import { personOf } from '@inkroom/client';
import { useEffect } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../core/room-provider';
import { Button } from '../ui/button';
import { classNames } from '../ui/class-names';
import { Row } from '../ui/layout';
import { Span } from '../ui/text';
import { Avatar } from './avatar';
import styles from './follow-banner.module.css';
import { leadAfter, stopFollowing, useFollowed } from './followed';

/** Whom one follows, and the way out. */
export function FollowBanner() {
  const followed = useFollowed();
  // Who leaves the room follows nobody in the next one.
  useEffect(() => stopFollowing, []);
  return (
    <div role="status" className={styles.place}>
      {followed === null ? null : <Following id={followed} />}
    </div>
  );
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
    <Row
      gap={2}
      className={classNames('floating floating-centred', styles.banner)}
      title={t('followingHint')}
      data-testid="following"
    >
      <Avatar person={person} size={28} />
      <Span look="s medium truncate">{t('following', { name: person.name || t('someone') })}</Span>
      <Button size="s" variant="ghost" onClick={stopFollowing} data-testid="stop-following">
        {t('stopFollowing')}
      </Button>
    </Row>
  );
}
