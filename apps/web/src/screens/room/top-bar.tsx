'use client';

import { Eye, PanelRightClose, PanelRightOpen } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { SettingsMenu } from '../../core/settings/settings-menu';
import { useRoomPanel } from '../../core/use-room-panel';
import { People } from '../../people/people';
import { IconButton } from '../../ui/icon-button';
import { Mark } from '../../ui/mark';
import { ConnectionState } from './connection-state';
import { RoomTitle } from './room-title';
import { ShareDialog } from './share/share-dialog';
import styles from './top-bar.module.css';

interface Props {
  shareOpen: boolean;
  onShareOpen(open: boolean): void;
  onShortcuts(): void;
}

export function TopBar({ shareOpen, onShareOpen, onShortcuts }: Props) {
  const t = useTranslations('shell');
  const watching = useRoomView((view) => view.you?.role === 'viewer');
  const panel = useRoomPanel();
  return (
    <header className={styles.bar}>
      <Link href="/" className={styles.home} aria-label={t('common.home')}>
        <Mark />
      </Link>
      <RoomTitle />
      <ConnectionState />
      {watching ? (
        <span className={styles.watching} data-testid="watching">
          <Eye aria-hidden />
          <span>{t('room.watching')}</span>
        </span>
      ) : null}
      <span className={styles.gap} />
      <People />
      <ShareDialog open={shareOpen} onOpenChange={onShareOpen} />
      <SettingsMenu onShortcuts={onShortcuts} />
      <IconButton
        label={panel.open ? t('room.hidePanel') : t('room.showPanel')}
        shortcut="\"
        icon={panel.open ? <PanelRightClose aria-hidden /> : <PanelRightOpen aria-hidden />}
        aria-expanded={panel.open}
        className={styles.panelToggle}
        onClick={panel.toggle}
        data-testid="panel-toggle"
      />
    </header>
  );
}
