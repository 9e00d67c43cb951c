import { useTranslations } from 'use-intl';
import { useRoomView } from '../core/room-provider';
import type { Opened } from '../ui/opener';
import { Popover } from '../ui/popover';
import { ClassSwitches } from './class-switches';
import styles from './people.module.css';
import { PeopleList } from './people-list';
import { usePeople } from './use-people';

/** Who is in the room, and for a host what can be done about them all. */
export function PeoplePopover(opened: Opened) {
  const t = useTranslations('shell.people');
  const isHost = useRoomView((view) => view.you?.role === 'host');
  const people = usePeople();
  return (
    <Popover label={t('title')} className={styles.popover} {...opened}>
      {isHost ? <ClassSwitches onClose={opened.onClose} /> : null}
      <PeopleList people={people} />
    </Popover>
  );
}
