import { type Challenge, dictatedCells, tally } from '@inkroom/shared';
import { Check, X } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../core/room-provider';
import styles from './challenge.module.css';

/** The number that is dictated, digit by digit: which of them one has written, and once it is over, which of those are read rightly. */
export function OwnNumber({ challenge, isOver }: { challenge: Challenge; isOver: boolean }) {
  const t = useTranslations('challenge.digit');
  const you = useRoomView((view) => view.you?.id ?? '');
  const page = useRoomView((view) => view.state.pages[challenge.page]);
  const generation = useRoomView((view) => view.state.generation);
  const states = useMemo(() => {
    const pages = page ? { [challenge.page]: page } : {};
    const written = dictatedCells({ pages }, challenge, you);
    return [...challenge.number].map((_, nth) => {
      const own = written.find((one) => one.nth === nth);
      if (!own) return 'open';
      const { read, right } = tally([{ cell: page!.cells[own.cell]!, digit: own.digit }], generation);
      return isOver && read > 0 ? (right > 0 ? 'right' : 'wrong') : 'written';
    });
  }, [challenge, page, you, generation, isOver]);
  return (
    <ol className={styles.number} data-testid="challenge-number">
      {states.map((state, nth) => (
        <li
          key={nth}
          className={styles.digit}
          data-state={state}
          aria-label={t(state, { digit: Number(challenge.number[nth]) })}
        >
          {challenge.number[nth]}
          {state === 'right' ? <Check aria-hidden /> : state === 'wrong' ? <X aria-hidden /> : null}
        </li>
      ))}
    </ol>
  );
}
