import type { Challenge } from '@inkroom/shared';
import type { CSSProperties, ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useScores } from '../../challenge/use-scores';
import { useSecondsLeft } from '../../challenge/use-time';
import { useRoomView } from '../../core/room-provider';
import styles from './challenge-board.module.css';

const b = (text: ReactNode) => <strong>{text}</strong>;

/** A challenge on the wall: what to write and how long there is; then the score and the hardest digit. */
export function ChallengeBoard({ challenge }: { challenge: Challenge }) {
  const t = useTranslations('projector.challenge');
  const { room, isOver } = useScores(challenge);
  const left = useSecondsLeft(challenge.until);
  const share = left / Math.max(1, Math.round((challenge.until - challenge.at) / 1000));
  return (
    <section className={styles.board} data-testid="challenge-board">
      <p className={styles.number} style={{ '--digits': challenge.number.length } as CSSProperties}>
        {challenge.number}
      </p>
      {isOver ? (
        <Result challenge={challenge} />
      ) : (
        <>
          <p className={styles.left} data-last={left <= 5 || undefined} data-testid="board-left">
            {t('seconds', { seconds: left })}
          </p>
          <div className={styles.bar}>
            <span style={{ transform: `scaleX(${share})` }} />
          </div>
          <p className={styles.note}>{room ? t('writing', { count: room.people }) : null}</p>
        </>
      )}
    </section>
  );
}

function Result({ challenge }: { challenge: Challenge }) {
  const t = useTranslations('projector');
  const apart = useRoomView((view) => view.state.apart);
  const { room, isSettled } = useScores(challenge);
  if (!room) return <p className={styles.note}>{apart ? t('apart') : t('challenge.up')}</p>;
  if (room.written === 0) return <p className={styles.note}>{t(isSettled ? 'challenge.nobody' : 'challenge.up')}</p>;
  const { right, read, hardest } = room;
  return (
    <>
      <p className={styles.score} data-settled={isSettled || undefined} data-testid="board-score">
        {t.rich('right', { right, read, b })}
      </p>
      {isSettled ? (
        <div className={styles.hardest} data-testid="board-hardest">
          {hardest ? (
            <>
              <strong>{hardest.digit}</strong>
              <p>
                <span>{t('challenge.hardest')}</span>
                <span>{t('challenge.hardestOf', { right: hardest.right, read: hardest.read })}</span>
              </p>
            </>
          ) : (
            <p>{t('challenge.allRight')}</p>
          )}
        </div>
      ) : (
        <p className={styles.note}>{t('challenge.counting')}</p>
      )}
    </>
  );
}
