import type { LinkRight } from '@inkroom/shared';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { BASE_PATH } from '../../../core/config';
import { roomPath } from '../../../core/room-path';
import { useRoomClient, useRoomView } from '../../../core/room-provider';
import { Dialog } from '../../../ui/dialog';
import { Stack } from '../../../ui/layout';
import type { Opened } from '../../../ui/opener';
import { Segmented } from '../../../ui/segmented';
import { Skeleton } from '../../../ui/skeleton';
import { LinkCard } from './link-card';
import { OriginChoice } from './origin-choice';
import { ProjectorLink } from './projector-link';
import { RenewLink } from './renew-link';
import { rightToPassOn } from './right-to-pass-on';
import { useReachableOrigins } from './use-reachable-origins';

/** What one gives away most often comes first. */
const RIGHTS = ['write', 'watch', 'host'] as const satisfies readonly LinkRight[];

/** The ways into the room: a link for each right that one may give to others. */
export function ShareDialog({ onClose }: Opened) {
  const t = useTranslations('shell.share');
  return (
    <Dialog title={t('title')} open onOpenChange={onClose}>
      <Ways />
    </Dialog>
  );
}

function Ways() {
  const t = useTranslations('shell.share');
  const client = useRoomClient();
  const roomId = useRoomView((view) => view.state.roomId);
  const you = useRoomView((view) => view.you);
  const links = useRoomView((view) => view.links);
  const isHost = you?.role === 'host';
  const origins = useReachableOrigins();
  const [chosen, setChosen] = useState<string | null>(null);
  const [right, setRight] = useState<LinkRight>(rightToPassOn({ you, links }));
  // Another host may have renewed one.
  const [isRead, setRead] = useState(!isHost);
  useEffect(() => {
    if (isHost) void client.readLinks().finally(() => setRead(true));
  }, [client, isHost]);
  if (!origins || !isRead) return <Skeleton height="24rem" />;

  const reachable = chosen ?? origins[0];
  const base = `${reachable ?? window.location.origin}${BASE_PATH}`;
  const key = links[right];
  // A room of an earlier version is opened by its id; a host's key is known to whoever was given it alone.
  const link = key || right !== 'host' ? `${base}${roomPath({ roomId, key, watch: right === 'watch' && !key })}` : null;
  return (
    <Stack gap={5}>
      {isHost ? (
        <Segmented<LinkRight>
          label={t('rights')}
          value={right}
          onChange={setRight}
          options={RIGHTS.map((value) => ({ value, label: t(`right.${value}`), testId: `share-${value}` }))}
        />
      ) : null}
      {origins.length > 1 && reachable ? (
        <OriginChoice origins={origins} value={reachable} onChange={setChosen} />
      ) : null}
      <LinkCard key={right} right={right} link={link} base={base} isReachable={!!reachable} />
      <ProjectorLink />
      {isHost ? <RenewLink key={`renew-${right}`} right={right} isKnown={link !== null} /> : null}
    </Stack>
  );
}
