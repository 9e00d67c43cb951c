import type { RoomView } from '@inkroom/client';
import { useTranslations } from 'use-intl';
import { useRoomView } from './room-provider';

/** Why somebody may not change the room's settings, or null for its host. */
export function useHostOnly(): string | null {
  const t = useTranslations('shell.room');
  const role = useRoomView((view) => view.you?.role);
  return role === 'host' ? null : t('hostOnly');
}

/** Whether somebody may write: everybody in the room but its viewers. */
export function mayWrite({ you }: Pick<RoomView, 'you'>): boolean {
  return you !== null && you.role !== 'viewer';
}

/** Why somebody may not take part, or null for those who may. */
export function useWriterOnly(): string | null {
  const t = useTranslations('shell.room');
  const role = useRoomView((view) => view.you?.role);
  return role === 'viewer' ? t('viewerOnly') : null;
}
