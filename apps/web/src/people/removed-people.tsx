import { personOf } from '@inkroom/client';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../core/room-provider';
import { Button } from '../ui/button';
import { Row } from '../ui/layout';
import { Span, Text } from '../ui/text';
import { Avatar } from './avatar';
import styles from './people.module.css';

/** For a host: whom they or another host have removed, and the way back. */
export function RemovedPeople() {
  const t = useTranslations('shell.people');
  const client = useRoomClient();
  const roles = useRoomView((view) => view.state.roles);
  const you = useRoomView((view) => view.you);
  const people = useRoomView((view) => view.people);
  const absent = useRoomView((view) => view.absent);
  const removed = Object.keys(roles).filter((id) => roles[id] === 'removed');
  if (removed.length === 0) return null;
  return (
    <>
      <Text as="h2" look="muted s" className={styles.title}>
        {t('removedTitle')}
      </Text>
      <ul className={styles.list} data-testid="removed-list">
        {removed.map((id) => {
          const person = personOf({ you, people, absent }, id);
          return (
            <Row as="li" key={id} gap={3} className={styles.person}>
              {person ? <Avatar person={person} /> : null}
              <Span look="muted truncate grow">{person?.name || t('someone')}</Span>
              <Button variant="ghost" size="s" onClick={() => client.giveRole(id, 'writer')} data-testid="let-back-in">
                {t('letBackIn')}
              </Button>
            </Row>
          );
        })}
      </ul>
    </>
  );
}
