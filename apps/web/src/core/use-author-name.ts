import { authorName } from '@inkroom/client';
import type { Author } from '@inkroom/shared';
import { useTranslations } from 'use-intl';
import { useRoomView } from './room-provider';

/** What somebody is called whom a run remembers. */
export function useAuthorName(author: Author): string {
  const t = useTranslations('shell.people');
  return useRoomView((view) => authorName(view, author)) || t('someone');
}
