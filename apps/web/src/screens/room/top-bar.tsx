import { Eye } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { SettingsMenu } from '../../core/settings/settings-menu';
import { endVisit } from '../../core/storage/visits';
import { People } from '../../people/people';
import { Badge } from '../../ui/badge';
import { Row } from '../../ui/layout';
import { Link } from '../../ui/link';
import { Mark } from '../../ui/mark';
import { Pressable } from '../../ui/pressable';
import { Span } from '../../ui/text';
import { NARROW, useMediaQuery } from '../../ui/use-media-query';
import { ConnectionState } from './connection-state';
import { RoomTitle } from './room-title';
import { Score } from './score/score';
import { Share } from './share/share';
import { SkipLink } from './skip-link';
import styles from './top-bar.module.css';

interface Props {
  shareOpen: boolean;
  onShareOpen(open: boolean): void;
  onShortcuts(): void;
}

export function TopBar({ shareOpen, onShareOpen, onShortcuts }: Props) {
  const t = useTranslations('shell');
  const watching = useRoomView((view) => view.you?.role === 'viewer');
  const narrow = useMediaQuery(NARROW);
  const router = useRouter();
  const roomId = useRoomView((view) => view.state.roomId);
  const leave = () => {
    endVisit(roomId);
    router.push('/');
  };
  return (
    <Row as="header" gap={2} className={styles.bar}>
      <SkipLink />
      <Pressable as={Link} href="/" className={styles.home} aria-label={t('common.home')}>
        <Mark />
      </Pressable>
      <RoomTitle />
      <ConnectionState />
      {watching ? (
        <Badge tone="accent" className={styles.watching} testId="watching">
          <Eye size="1rem" />
          <span className={narrow ? 'visually-hidden' : undefined}>{t('room.watching')}</span>
        </Badge>
      ) : null}
      <Span look="grow" />
      <Score />
      <People />
      <Share open={shareOpen} onOpenChange={onShareOpen} />
      <SettingsMenu onShortcuts={onShortcuts} onLeave={leave} />
    </Row>
  );
}
