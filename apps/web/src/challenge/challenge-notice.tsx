import type { Challenge } from '@inkroom/shared';
import { Timer, Trophy } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../core/room-provider';
import { usePageUi } from '../page/page-store';
import { firstUse } from '../ui/first-use';
import { Opener } from '../ui/opener';
import { Pressable } from '../ui/pressable';
import styles from './challenge.module.css';
import { useScores } from './use-scores';
import { useIsPast, useSecondsLeft } from './use-time';

const ChallengeCard = firstUse(() => import('./challenge-card').then((module) => module.ChallengeCard));

/** The number that is dictated and the time that is left, beside the page's controls; then the score. It tells the rest when it is pressed. */
export function ChallengeNotice() {
  const challenge = useRoomView((view) => view.state.challenge);
  // A further one begins anew.
  return challenge ? <Notice key={challenge.at} challenge={challenge} /> : null;
}

function Notice({ challenge }: { challenge: Challenge }) {
  const t = useTranslations('challenge');
  const { number, until } = challenge;
  const left = useSecondsLeft(until);
  const isOver = useIsPast(until);
  const { room, own, isSettled } = useScores(challenge);
  const score = room ?? own;
  const [open, setOpen] = useOpening(isOver, isSettled);
  const [seconds] = useState(left);
  return (
    <div>
      <Opener of={ChallengeCard} open={open} onOpenChange={setOpen}>
        <Pressable
          className={styles.pill}
          data-last={(!isOver && left <= 5) || undefined}
          aria-label={
            isOver ? t('pillOver') : `${t('pill', { number: spelled(number) })}. ${t('left', { seconds: left })}`
          }
          data-testid="challenge-pill"
        >
          {isOver ? <Trophy size="1.1rem" aria-hidden /> : <Timer size="1.1rem" aria-hidden />}
          <b>{isOver ? `${score.right} / ${score.read}` : number}</b>
          {isOver ? null : <span className={styles.seconds}>{left}</span>}
        </Pressable>
      </Opener>
      <div role="status" aria-live="polite" className="visually-hidden">
        {isOver
          ? isSettled && t('told.score', { right: score.right, read: score.read })
          : t('told.start', { number: spelled(number), seconds })}
      </div>
    </div>
  );
}

/** Read out digit by digit. */
function spelled(number: string): string {
  return [...number].join(' ');
}

/**
 * Opens by itself when a challenge begins, and when its score stands: never under a pen, nor over what one does otherwise. Who comes in after
 * the end opens the score themselves.
 */
function useOpening(isOver: boolean, isSettled: boolean): [boolean, (open: boolean) => void] {
  const [open, setOpen] = useState(false);
  const isWriting = usePageUi((ui) => ui.isWriting);
  const next = useRef<'number' | 'score' | null>(isOver ? null : 'number');
  useEffect(() => {
    // Who writes has seen the number.
    if (next.current === 'number' && (isWriting || isOver)) next.current = 'score';
    const isDue = next.current === 'number' || (next.current === 'score' && isSettled);
    if (!isDue || isWriting) return;
    next.current = next.current === 'number' ? 'score' : null;
    if (!isBusy()) setOpen(true);
  }, [isWriting, isOver, isSettled]);
  return [open, setOpen];
}

/** Whether one types, or looks at something else that has opened: it would lose the focus. */
function isBusy(): boolean {
  const types = document.activeElement?.matches('input, textarea, select, [contenteditable]') ?? false;
  return types || document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null;
}
