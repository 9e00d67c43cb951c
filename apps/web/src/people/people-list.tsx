import type { Person } from '@inkroom/shared';
import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../core/room-provider';
import { Segmented } from '../ui/segmented';
import { Text } from '../ui/text';
import styles from './people.module.css';
import { PersonRow } from './person-row';
import { amountOf, workByPerson } from './written';

type Order = 'name' | 'written' | 'here';

/** Who is here and how much each has written, in the order that one chooses. */
export function PeopleList({ people }: { people: readonly Person[] }) {
  const t = useTranslations('shell.people');
  const you = useRoomView((view) => view.you);
  const state = useRoomView((view) => view.state);
  const page = useRoomView((view) => view.page);
  const [order, setOrder] = useState<Order>('name');
  const isHost = you?.role === 'host';
  const workOf = useMemo(() => workByPerson({ state, page }), [state, page]);
  const most = Math.max(...people.map(({ id }) => amountOf(workOf(id).inAll)));
  const without = people.filter(({ id, role }) => role === 'writer' && amountOf(workOf(id).inAll) === 0).length;
  const sorted = useMemo(() => {
    if (order === 'name') return people;
    const amount = ({ id }: Person) => amountOf(workOf(id)[order === 'here' ? 'here' : 'inAll']);
    return [...people].sort((a, b) => amount(b) - amount(a));
  }, [people, order, workOf]);
  return (
    <>
      <div className={styles.title}>
        <Text as="h2" look="muted s" data-testid="people-title">
          {t('open', { count: people.length })}
        </Text>
        {isHost && without > 0 ? (
          <Text look="s" tone="warn" data-testid="without-work">
            {t('withoutWork', { count: without })}
          </Text>
        ) : null}
        {people.length > 1 ? (
          <Segmented<Order>
            className={styles.order}
            label={t('sort')}
            value={order}
            onChange={setOrder}
            options={[
              { value: 'name', label: t('byName'), testId: 'order-name' },
              { value: 'written', label: t('byWritten'), testId: 'order-written' },
              { value: 'here', label: t('byHere'), testId: 'order-here' },
            ]}
          />
        ) : null}
      </div>
      <ul className={styles.list} data-testid="people-list">
        {sorted.map((person) => (
          <PersonRow
            key={person.id}
            person={person}
            // While people work apart, what others do is for hosts.
            work={state.apart && !isHost && person.id !== you?.id ? null : workOf(person.id)}
            most={most}
          />
        ))}
      </ul>
    </>
  );
}
