import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { OfflinePage } from '../../core/offline/offline-page';
import { useRoomView } from '../../core/room-provider';
import { rememberRoom } from '../../core/storage/recent-rooms';
import { shelf } from '../../core/storage/shelf';
import { StorageNotice } from '../../core/storage/storage-notice';
import { RoomPanelProvider, useRoomPanel } from '../../core/use-room-panel';
import { PageNotice } from '../../page/controls/page-notice';
import { Page } from '../../page/page';
import { FollowBanner } from '../../people/follow-banner';
import { stopFollowing } from '../../people/followed';
import { useAttention } from '../../people/use-attention';
import { firstUse } from '../../ui/first-use';
import { useLasting } from '../../ui/use-lasting';
import { ApartNotice } from './apart-notice';
import { ArrivalBanner } from './arrival-banner';
import { ConnectionBanner } from './connection-banner';
import { DecisionNews } from './decision-news';
import { InkNotice } from './ink-notice';
import { SidePanel } from './panel/side-panel';
import { PartsBanner } from './parts-banner';
import { PauseNotice } from './pause-notice';
import { RoomGone } from './room-gone';
import { RoomNews } from './room-news';
import styles from './room-screen.module.css';
import { RoomSkeleton } from './room-skeleton';
import { TopBar } from './top-bar';
import { useAppShortcuts } from './use-app-shortcuts';
import { useLateCode } from './use-late-code';
import { useLinkInAddress } from './use-link-in-address';
import { useProjectorCode } from './use-projector-code';

const ShortcutsDialog = firstUse(() => import('./shortcuts-dialog').then((module) => module.ShortcutsDialog));

const WatchView = firstUse(() => import('../../train/watch/watch-view').then((module) => module.WatchView));

const ChallengeNotice = firstUse(
  () => import('../../challenge/challenge-notice').then((module) => module.ChallengeNotice),
  // Nothing stands there until it has come.
  <span hidden />,
);

/** ms after which the skeleton says that it waits. */
const SLOW_JOIN_MS = 2_500;

/** The room once a client exists: on the way in, refused, or open. */
export function RoomScreen({ roomId }: { roomId: string }) {
  const t = useTranslations('shell.join');
  const errors = useTranslations('errors');
  const refusal = useRoomView((view) => (view.connection === 'refused' ? view.refusal : null));
  const joined = useRoomView((view) => view.you !== null);
  const ahead = useRoomView((view) => view.ahead);
  const slow = useLasting(!joined, SLOW_JOIN_MS);
  // A server that does not answer may only be starting.
  const trouble = useRoomView((view) => (view.trouble === 'offline' ? null : view.trouble));
  if (refusal) return <RoomGone roomId={roomId} error={refusal} />;
  if (!joined) {
    const why = slow ? (trouble ? errors(trouble) : t('waiting')) : null;
    return <RoomSkeleton message={ahead === null ? why : t('ahead', { count: ahead })} />;
  }
  return (
    <RoomPanelProvider>
      <OpenRoom />
    </RoomPanelProvider>
  );
}

function OpenRoom() {
  const t = useTranslations('shell.room');
  const roomId = useRoomView((view) => view.state.roomId);
  const title = useRoomView((view) => view.state.title);
  const isChallenged = useRoomView((view) => view.state.challenge !== null);
  const [shortcutsOpen, setShortcutsOpen] = useState(false);
  const [shareOpen, setShareOpen] = useState(false);
  const { watchedRun, watchRun } = useRoomPanel();
  useLinkInAddress();
  useAttention();
  useLateCode();
  useProjectorCode();
  useAppShortcuts({ help: () => setShortcutsOpen(true), share: () => setShareOpen(true) });

  useEffect(() => rememberRoom(shelf, { roomId, title, at: Date.now() }), [roomId, title]);
  useEffect(() => {
    document.title = `${title || t('untitled', { code: roomId })} · inkroom`;
  }, [roomId, title, t]);

  return (
    <div className={styles.room} data-testid="room">
      <TopBar shareOpen={shareOpen} onShareOpen={setShareOpen} onShortcuts={() => setShortcutsOpen(true)} />
      <main
        className={styles.stage}
        aria-label={t('pageLabel')}
        // Whoever does something at the page goes their own way.
        onPointerDownCapture={stopFollowing}
        onWheelCapture={stopFollowing}
        onKeyDownCapture={({ key }) => key !== 'Tab' && stopFollowing()}
      >
        <Page
          notices={
            <>
              {isChallenged ? <ChallengeNotice /> : null}
              <ConnectionBanner />
              <PauseNotice />
              <ArrivalBanner />
              <PartsBanner />
              <PageNotice />
              <ApartNotice />
              <FollowBanner />
              <StorageNotice line />
              <InkNotice />
            </>
          }
        />
      </main>
      <SidePanel />
      <RoomNews />
      <DecisionNews />
      <OfflinePage />
      {watchedRun !== null ? <WatchView number={watchedRun} onClose={() => watchRun(null)} /> : null}
      {shortcutsOpen ? <ShortcutsDialog onClose={() => setShortcutsOpen(false)} /> : null}
    </div>
  );
}
