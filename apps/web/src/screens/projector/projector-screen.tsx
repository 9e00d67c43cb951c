import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { classNames } from '../../ui/class-names';
import { useLasting } from '../../ui/use-lasting';
import { RoomGone } from '../room/room-gone';
import { RoomSkeleton } from '../room/room-skeleton';
import { ChallengeBoard } from './challenge-board';
import { PageTally } from './page-tally';
import { ProjectorPaper } from './projector-paper';
import styles from './projector-screen.module.css';
import { ProjectorState } from './projector-state';
import { useFullScreen } from './use-full-screen';
import { useRestingPointer } from './use-resting-pointer';
import { useWakeLock } from './use-wake-lock';
import { WayIn } from './way-in';
import { Writers } from './writers';

/** ms after which the skeleton says that it waits. */
const SLOW_JOIN_MS = 2_500;

/** The room as a class sees it on the wall: on the way in, refused, or open. */
export function ProjectorScreen({ roomId }: { roomId: string }) {
  const t = useTranslations('shell.join');
  const errors = useTranslations('errors');
  const refusal = useRoomView((view) => (view.connection === 'refused' ? view.refusal : null));
  const joined = useRoomView((view) => view.you !== null);
  const slow = useLasting(!joined, SLOW_JOIN_MS);
  const trouble = useRoomView((view) => (view.trouble === 'offline' ? null : view.trouble));
  if (refusal) return <RoomGone roomId={roomId} error={refusal} />;
  if (!joined) return <RoomSkeleton message={slow ? (trouble ? errors(trouble) : t('waiting')) : null} />;
  return <OpenProjector />;
}

function OpenProjector() {
  const t = useTranslations('projector');
  const room = useTranslations('shell.room');
  const roomId = useRoomView((view) => view.state.roomId);
  const title = useRoomView((view) => view.state.title);
  const page = useRoomView((view) => view.page);
  const challenge = useRoomView((view) => view.state.challenge);
  const hostKey = useRoomView((view) => view.links.host);
  const named = title || room('untitled', { code: roomId });
  const screen = useRef<HTMLDivElement>(null);
  const pointerRests = useRestingPointer();
  const toggle = useFullScreen(screen);
  useWakeLock();

  useEffect(() => {
    document.title = `${t('name')} · ${named} · inkroom`;
  }, [t, named]);
  // A class must not read it from the wall. Null, for Next ignores states that are its own.
  useEffect(() => {
    if (hostKey && window.location.hash.includes(hostKey))
      window.history.replaceState(null, '', window.location.pathname);
  }, [hostKey]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for whoever stands at the wall; F does the same.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above.
    <div
      ref={screen}
      className={classNames(styles.projector, pointerRests && styles.resting)}
      onClick={toggle}
      data-testid="projector"
    >
      <main className={styles.stage} aria-label={t('label', { title: named })}>
        <ProjectorPaper />
        <ProjectorState />
      </main>
      <aside className={styles.rail}>
        <header className={styles.head}>
          <h1>{named}</h1>
          <p data-testid="projector-page">{t('page', { page })}</p>
        </header>
        {challenge ? (
          <ChallengeBoard key={challenge.at} challenge={challenge} />
        ) : (
          <>
            <PageTally />
            <Writers />
          </>
        )}
        <WayIn />
      </aside>
      <p className={styles.hint} aria-hidden>
        {t('fullScreen')}
      </p>
    </div>
  );
}
