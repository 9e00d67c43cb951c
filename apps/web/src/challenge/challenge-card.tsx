import type { Challenge, Role } from '@inkroom/shared';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient, useRoomView } from '../core/room-provider';
import { Button } from '../ui/button';
import { Row, Stack } from '../ui/layout';
import type { Opened } from '../ui/opener';
import { Popover } from '../ui/popover';
import { Text } from '../ui/text';
import styles from './challenge.module.css';
import { OwnNumber } from './own-number';
import { useScores } from './use-scores';
import { useSecondsLeft } from './use-time';

const b = (text: ReactNode) => <strong>{text}</strong>;

/** What is to be written, and afterwards what came of it: for the room, and for oneself. */
export function ChallengeCard(opened: Opened) {
  const t = useTranslations('challenge');
  const challenge = useRoomView((view) => view.state.challenge);
  return challenge ? (
    <Popover label={t('title')} className={styles.card} {...opened}>
      <Stack gap={3} data-testid="challenge-card">
        <Shown challenge={challenge} />
      </Stack>
    </Popover>
  ) : null;
}

function Shown({ challenge }: { challenge: Challenge }) {
  const t = useTranslations('challenge');
  const client = useRoomClient();
  const role = useRoomView((view) => view.you?.role);
  const scores = useScores(challenge);
  const left = useSecondsLeft(challenge.until);
  const writes = role !== 'viewer';
  const hasOwn = writes && (!scores.isOver || scores.own.written > 0);
  const decide = (kind: 'challenge.end' | 'challenge.close') => () => client.submit({ kind });
  return (
    <>
      {scores.isOver ? (
        <RoomScore challenge={challenge} scores={scores} />
      ) : (
        <Text look="muted s">{t(writes ? 'write' : 'watch')}</Text>
      )}
      {hasOwn || !scores.isOver ? <OwnNumber challenge={challenge} isOver={scores.isOver} /> : null}
      {scores.isOver ? (
        <OwnScore role={role} {...scores} />
      ) : (
        <>
          <Text look="strong" className={styles.left} data-last={left <= 5 || undefined} data-testid="challenge-left">
            {t('left', { seconds: left })}
          </Text>
          <Text look="muted s">
            {role === 'writer'
              ? t('ownWritten', { count: scores.own.written, total: challenge.number.length })
              : scores.room && t('written', { count: scores.room.people })}
          </Text>
        </>
      )}
      {role === 'host' ? (
        <Row>
          {scores.isOver ? (
            <Button size="s" onClick={decide('challenge.close')} data-testid="challenge-close">
              {t('close')}
            </Button>
          ) : (
            <Button size="s" onClick={decide('challenge.end')} data-testid="challenge-end">
              {t('end')}
            </Button>
          )}
        </Row>
      ) : null}
    </>
  );
}

function RoomScore({ challenge, scores }: { challenge: Challenge; scores: ReturnType<typeof useScores> }) {
  const t = useTranslations('challenge');
  const apart = useRoomView((view) => view.state.apart);
  const { room, isSettled } = scores;
  if (!room) return <Text look="muted s">{apart ? t('apart') : t('elsewhere', { page: challenge.page })}</Text>;
  if (room.written === 0) return <Text>{t(isSettled ? 'nobody' : 'up')}</Text>;
  const { hardest, people, read, right, written } = room;
  return (
    <Stack gap={1}>
      <p className={styles.score} data-testid="challenge-score">
        {t.rich('room', { right, read, b })}
      </p>
      <Text look="muted s">
        {isSettled ? t('people', { count: people }) : t('counting', { count: written - read })}
      </Text>
      {/* It stands from the beginning where it will, so that nothing jumps. */}
      <p className={styles.hardest} data-settled={isSettled || undefined} data-testid="challenge-hardest">
        {hardest ? (
          <>
            <span>{t('hardest')}</span>
            <strong>{hardest.digit}</strong>
            <span>{t('hardestOf', { right: hardest.right, read: hardest.read })}</span>
          </>
        ) : (
          t('allRight')
        )}
      </p>
    </Stack>
  );
}

/** Hosts may write along, but need not. */
function OwnScore({ own, role, isSettled }: ReturnType<typeof useScores> & { role: Role | undefined }) {
  const t = useTranslations('challenge');
  if (role === 'viewer' || (own.written === 0 && !(isSettled && role === 'writer'))) return null;
  return (
    <Text look="s" data-testid="challenge-own">
      {own.written === 0 ? t('ownNone') : `${t('own')}: ${t('ownRight', { right: own.right, read: own.read })}`}
    </Text>
  );
}
