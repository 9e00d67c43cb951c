import type { OperatorRooms } from '@inkroom/shared';
import { useFormatter, useTranslations } from 'use-intl';
import { Row } from '../../ui/layout';
import { Span, Text } from '../../ui/text';
import { useBytes } from '../../ui/use-bytes';
import styles from './operator.module.css';

/** The rooms that were used last, with what each takes. */
export function Rooms({ count, rooms, now }: OperatorRooms & { now: number }) {
  const t = useTranslations('operator.rooms');
  const format = useFormatter();
  const bytes = useBytes();
  return (
    <section className={styles.part}>
      <Row wrap spread="between" gap={2}>
        <Text as="h2" look="m">
          {t('title')}
        </Text>
        <Text look="faint s">{count === 0 ? t('none') : t('count', { shown: rooms.length, count })}</Text>
      </Row>
      {count === 0 ? null : (
        <div className={styles.wide}>
          <table className={styles.table} data-testid="operator-rooms">
            <thead>
              <tr>
                <th scope="col">{t('name')}</th>
                <th scope="col">{t('people')}</th>
                <th scope="col">{t('used')}</th>
                <th scope="col">{t('bytes')}</th>
                <th scope="col">{t('entries')}</th>
                <th scope="col">{t('versions')}</th>
              </tr>
            </thead>
            <tbody>
              {rooms.map(({ digest, title, people, bytes: size, entries, versions, usedAt }) => (
                <tr key={digest}>
                  <th scope="row">
                    {title || t('untitled')} <Span look="faint xs nowrap">{digest}</Span>
                  </th>
                  <td>{format.number(people)}</td>
                  <td>{format.relativeTime(usedAt, Math.max(usedAt, now))}</td>
                  <td>{bytes(size)}</td>
                  <td>{format.number(entries)}</td>
                  <td>{format.number(versions)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
