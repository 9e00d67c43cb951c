import { type Person, pageNumbers } from '@inkroom/shared';
import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../core/room-provider';
import { pageUi, usePageUi } from '../page/page-store';
import { Row } from '../ui/layout';
import { Segmented } from '../ui/segmented';
import { SwitchField } from '../ui/switch-field';
import { Text } from '../ui/text';
import styles from './people.module.css';
import { PersonRow } from './person-row';
import { compareNames } from './use-people';
import { amountOf, workByPerson } from './written';

type Order = 'name' | 'written' | 'here';

/** Who is here, who else wrote in the room, and how much each has: in the order that one chooses. */
export function PeopleList({ people }: { people: readonly Person[] }) {
  const t = useTranslations('shell.people');
  const client = useRoomClient();
  const you = useRoomView((view) => view.you);
  const state = useRoomView((view) => view.state);
  const page = useRoomView((view) => view.page);
  const names = usePageUi((ui) => ui.names);
  const [order, setOrder] = useState<Order>('name');
  const isHost = you?.role === 'host';
  const workOf = useMemo(() => workByPerson({ state, page }), [state, page]);
  const isWhole = pageNumbers(state).every((number) => client.hasPage(number));
  const gone = useGone((id) => amountOf(workOf(id).inAll) > 0);
  const everybody = [...people, ...gone];
  const most = Math.max(...everybody.map(({ id }) => amountOf(workOf(id).inAll)));
  const without = people.filter(({ id, role }) => role === 'writer' && amountOf(workOf(id).inAll) === 0).length;
  const amount = ({ id }: Person) => amountOf(workOf(id)[order === 'here' ? 'here' : 'inAll']);
  if (order !== 'name') everybody.sort((a, b) => amount(b) - amount(a));
  return (
    <>
      <div className={styles.title}>
        <Row gap={3} spread="between">
          <Text as="h2" look="muted s" data-testid="people-title">
            {t('open', { count: people.length })}
          </Text>
          <SwitchField
            label={t('namesOnCells')}
            checked={names}
            onChange={(shown) => pageUi.setState({ names: shown })}
            testId="names-on-cells"
          />
        </Row>
        {isHost && isWhole && without > 0 ? (
          <Text look="s" tone="warn" data-testid="without-work">
            {t('withoutWork', { count: without })}
          </Text>
        ) : null}
        {everybody.length > 1 ? (
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
        {everybody.map((person) => (
          <PersonRow
            key={person.id}
            person={person}
            // While people work apart, what others do is for hosts.
            work={state.apart && !isHost && person.id !== you?.id ? null : workOf(person.id)}
            most={most}
            isWhole={isWhole}
          />
        ))}
      </ul>
    </>
  );
}

/** Who is not here: they left and what they wrote is still there, or, for hosts, they were removed. */
function useGone(hasWritten: (id: string) => boolean): Person[] {
  const you = useRoomView((view) => view.you);
  const people = useRoomView((view) => view.people);
  const roles = useRoomView((view) => view.state.roles);
  const absent = useRoomView((view) => view.absent);
  const isListed = (id: string) => hasWritten(id) || (you?.role === 'host' && roles[id] === 'removed');
  const gone = Object.values(absent).filter(({ id }) => id !== you?.id && !people[id] && isListed(id));
  return gone.sort(compareNames);
}
