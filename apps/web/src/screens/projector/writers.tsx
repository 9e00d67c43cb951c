import { personOf } from '@inkroom/client';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { Avatar } from '../../people/avatar';
import { useWriters } from './use-writers';
import styles from './writers.module.css';

const NAMED_MAX = 6;

/** Who writes now: by name, unless names are hidden from the class. */
export function Writers() {
  const t = useTranslations('projector');
  const ids = useWriters();
  const known = useRoomView((view) => view.people);
  const you = useRoomView((view) => view.you);
  const people = ids.flatMap((id) => personOf({ you, people: known, absent: {} }, id) ?? []);
  const named = people.filter(({ name }) => name !== '');
  const shown = named.slice(0, named.length > NAMED_MAX ? NAMED_MAX - 1 : NAMED_MAX);
  return (
    <section className={styles.writers} data-testid="projector-writers">
      <h2>{t('writing', { count: people.length })}</h2>
      <ul>
        {shown.map((person) => (
          <li key={person.id}>
            <Avatar person={person} size="calc(var(--u) * 3.8)" />
            <span>{person.name}</span>
          </li>
        ))}
        {named.length > shown.length ? <li>{t('more', { count: named.length - shown.length })}</li> : null}
      </ul>
    </section>
  );
}
