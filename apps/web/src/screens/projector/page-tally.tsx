import { shownPage } from '@inkroom/client';
import { pageScore } from '@inkroom/shared';
import { type ReactNode, useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import styles from './page-tally.module.css';

const b = (text: ReactNode) => <strong>{text}</strong>;

/** How many of how many are right, as far as somebody has said what the digits are; else how many there are. */
export function PageTally() {
  const t = useTranslations('projector');
  const page = useRoomView(shownPage);
  const generation = useRoomView((view) => view.state.generation);
  const { inked, read, right } = useMemo(() => pageScore(page, generation), [page, generation]);
  const [count, note] =
    inked === 0
      ? [t('empty'), null]
      : read === 0
        ? [t.rich('digits', { count: inked, b }), t('unchecked')]
        : [t.rich('right', { right, read, b }), t('checked', { count: inked })];
  return (
    <section className={styles.tally} data-testid="page-tally">
      <p className={styles.count}>{count}</p>
      <p className={styles.note}>{note}</p>
    </section>
  );
}
