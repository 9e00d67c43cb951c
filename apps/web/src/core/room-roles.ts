import type { RoomView } from '@inkroom/client';
import { penRests } from '@inkroom/shared';
import { useTranslations } from 'use-intl';
import { useRoomView } from './room-provider';

/** Why somebody may not change the room's settings, or null for its host. */
export function useHostOnly(): string | null {
  const t = useTranslations('shell.room');
  const role = useRoomView((view) => view.you?.role);
  return role === 'host' ? null : t('hostOnly');
}

/** Whether somebody may write now: everybody in the room but its viewers, and nobody but hosts while pens rest. */
export function mayWrite({ you, state }: Pick<RoomView, 'you' | 'state'>): boolean {
  return you !== null && you.role !== 'viewer' && !penRests(state, you.role);
}

/** Why somebody may not write now, or null for those who may. */
export function useWhyNoPen(): string | null {
  const t = useTranslations('shell.room');
  const writerOnly = useWriterOnly();
  const rests = useRoomView(({ you, state }) => you !== null && penRests(state, you.role));
  return writerOnly ?? (rests ? t('penRests') : null);
}

/** Why somebody may not take part, or null for those who may. */
export function useWriterOnly(): string | null {
  const t = useTranslations('shell.room');
  const role = useRoomView((view) => view.you?.role);
  const isGiven = useRoomView(({ state, you }) => you !== null && state.roles[you.id] === 'viewer');
  return role === 'viewer' ? t(isGiven ? 'viewerForNow' : 'viewerOnly') : null;
}
