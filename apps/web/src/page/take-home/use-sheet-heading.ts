import { useLocale, useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';

/** What stands over what one takes home: the room's title, and the day as the browser's region writes it. */
export function useSheetHeading(): { room: string; day(): string } {
  const t = useTranslations('shell.lobby');
  const locale = useLocale();
  const { title, roomId } = useRoomView((view) => view.state);
  return {
    room: title || t('untitled', { code: roomId }),
    day: () => {
      const region = navigator.languages.find((language) => language.split('-')[0] === locale);
      return new Intl.DateTimeFormat(region ?? locale, { dateStyle: 'long' }).format(new Date());
    },
  };
}

/** A name for a file that every system takes. */
export function fileName(...parts: string[]): string {
  const name = parts.join(' ').replace(/[\p{C}\\/:*?"<>|]+/gu, ' ');
  return name.trim().replace(/\s+/g, '-').replace(/^\.+/, '').slice(0, 100);
}
