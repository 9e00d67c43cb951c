import { useTranslations } from 'use-intl';
import { firstUse } from '../ui/first-use';
import { Row } from '../ui/layout';
import { Opener } from '../ui/opener';
import { Pressable } from '../ui/pressable';
import { Span } from '../ui/text';
import { Avatar } from './avatar';
import styles from './people.module.css';
import { usePeople } from './use-people';

const PeoplePopover = firstUse(() => import('./people-popover').then((module) => module.PeoplePopover));

/** Faces shown beside the count; the style sheet shows fewer on a phone. */
const FACES = 4;

/** Who is in the room: faces and a count, and behind them the list, in which a host does something about somebody. */
export function People() {
  const t = useTranslations('shell.people');
  const people = usePeople();
  const label = t('open', { count: people.length });
  return (
    <Opener of={PeoplePopover}>
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
    </Opener>
  );
}
