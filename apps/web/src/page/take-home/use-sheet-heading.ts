import { useFormatter, useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';

/** What stands over what one takes home: the room's title, and the day as the browser's region writes it. */
export function useSheetHeading(): { room: string; day(): string } {
  const t = useTranslations('shell.lobby');
  const format = useFormatter();
  const { title, roomId } = useRoomView((view) => view.state);
  return {
    room: title || t('untitled', { code: roomId }),
    day: () => format.dateTime(new Date(), { dateStyle: 'long' }),
  };
}

/** A name for a file that every system takes. */
export function fileName(...parts: string[]): string {
  const name = parts.join(' ').replace(/[\p{C}\\/:*?"<>|]+/gu, ' ');
  return name.trim().replace(/\s+/g, '-').replace(/^\.+/, '').slice(0, 100);
}
