import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../../core/room-provider';
import { Avatar } from '../../../people/avatar';
import styles from './arrivals.module.css';
import { useArrivals } from './use-arrivals';

/** The names of those who have come in, each where it stays: a class sees that it is there. */
export function Arrivals() {
  const t = useTranslations('shell.share');
  const you = useRoomView((view) => view.you?.id);
  const people = useArrivals().filter(({ id }) => id !== you);
  const list = useRef<HTMLUListElement>(null);
  // On a small screen not all fit: the latest are seen.
  useEffect(() => {
    if (people.length > 0 && list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [people.length]);
  return (
    <section className={styles.arrivals} aria-label={t('here')}>
      <p className={styles.count} aria-live="polite" data-testid="arrivals-count">
        {t('hereCount', { count: people.length })}
      </p>
      <ul ref={list} className={styles.list} data-testid="arrivals">
        {people.map((person) => (
          <li key={person.id} className={styles.person}>
            <Avatar person={person} size={24} />
            <span className={styles.name}>{person.name}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
