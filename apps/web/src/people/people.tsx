import { useTranslations } from 'use-intl';
import { useRoomView } from '../core/room-provider';
import { Row } from '../ui/layout';
import { Popover } from '../ui/popover';
import { Pressable } from '../ui/pressable';
import { Span } from '../ui/text';
import { Avatar } from './avatar';
import { ClassSwitches } from './class-switches';
import styles from './people.module.css';
import { PeopleList, usePeople } from './people-list';
import { RemovedPeople } from './removed-people';

/** Faces shown beside the count; the style sheet shows fewer on a phone. */
const FACES = 4;

/** Who is in the room: faces and a count, and behind them the list, in which a host does something about somebody. */
export function People() {
  const t = useTranslations('shell.people');
  const isHost = useRoomView((view) => view.you?.role === 'host');
  const people = usePeople();
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
      {isHost ? <ClassSwitches /> : null}
      <PeopleList people={people} />
      {isHost ? <RemovedPeople /> : null}
    </Popover>
  );
}
