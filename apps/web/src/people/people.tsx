import type { Person, Role } from '@inkroom/shared';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../core/room-provider';
import { Row } from '../ui/layout';
import { Popover } from '../ui/popover';
import { Pressable } from '../ui/pressable';
import { Span, Text } from '../ui/text';
import { Avatar } from './avatar';
import { ClassSwitches } from './class-switches';
import styles from './people.module.css';
import { PersonRow } from './person-row';
import { RemovedPeople } from './removed-people';

/** Faces shown beside the count; the style sheet shows fewer on a phone. */
const FACES = 4;
const ROLE_ORDER: Record<Role, number> = { host: 0, writer: 1, viewer: 2 };

/** Who is in the room: faces and a count, and behind them the list, in which a host does something about somebody. */
export function People() {
  const t = useTranslations('shell.people');
  const everybody = useRoomView((view) => view.people);
  const you = useRoomView((view) => view.you);
  const people = useMemo(() => {
    const others = Object.values(everybody).filter((person) => person.id !== you?.id);
    const order = (a: Person, b: Person) => ROLE_ORDER[a.role] - ROLE_ORDER[b.role] || a.name.localeCompare(b.name);
    return [...(you ? [you] : []), ...others.sort(order)];
  }, [everybody, you]);
  const label = t('open', { count: people.length });
  return (
    <Popover
      label={t('title')}
      trigger={
        <Pressable className={styles.trigger} aria-label={label} title={label} data-testid="people-open">
          <Row as="span">
            {people.slice(0, FACES).map((person) => (
              <span key={person.id} className={styles.face}>
                <Avatar person={person} size={28} />
              </span>
            ))}
          </Row>
          <Span look="muted s bold" className={styles.count} data-testid="people-count">
            {people.length}
          </Span>
        </Pressable>
      }
    >
      {you?.role === 'host' ? <ClassSwitches /> : null}
      <Text as="h2" look="muted s" className={styles.title}>
        {label}
      </Text>
      <ul className={styles.list} data-testid="people-list">
        {people.map((person) => (
          <PersonRow key={person.id} person={person} />
        ))}
      </ul>
      {you?.role === 'host' ? <RemovedPeople /> : null}
    </Popover>
  );
}
