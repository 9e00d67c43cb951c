import { Check } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../../core/room-provider';
import { firstUse } from '../../../ui/first-use';
import { Opener } from '../../../ui/opener';
import { Pressable } from '../../../ui/pressable';
import styles from './score.module.css';

const ScorePopover = firstUse(() => import('./score-popover').then((module) => module.ScorePopover));

/** How many of the room's digits its model reads right, and behind it how that came. Nothing while nobody has said what a digit is. */
export function Score() {
  const t = useTranslations('shell.score');
  const score = useRoomView((view) => view.score);
  if (!score || score.written === 0) return null;
  const { right, written } = score;
  const label = t('label', { right, written });
  return (
    <Opener of={ScorePopover}>
      <Pressable className={styles.score} title={label} data-testid="score" data-right={right}>
        <Check size="1rem" color="var(--color-good)" strokeWidth={3} aria-hidden />
        <span aria-hidden>
          <strong>{right}</strong>/{written}
        </span>
        <span className="visually-hidden">{label}</span>
      </Pressable>
    </Opener>
  );
}
