import { shownPage } from '@inkroom/client';
import { useEffect, useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useRoomClient } from '../../core/room-provider';
import { type ClassNews, newsSince, seenNow } from './class-news';

/** ms for which news is gathered: of thirty people who write at once, one sentence is heard. */
const GATHER_MS = 8_000;
/** As many names or digits as somebody can follow. */
const NAMES_MAX = 3;
const DIGITS_MAX = 8;

/** Tells screen readers in summary who has come and what others have written on the shown page. */
export function ClassAnnouncer() {
  const t = useTranslations('page.classNews');
  const format = useFormatter();
  const client = useRoomClient();
  const [told, setTold] = useState('');

  useEffect(() => {
    let seen = seenNow(client.view.getState());
    let timer: ReturnType<typeof setTimeout> | undefined;

    const whoJoined = ({ joined }: ClassNews) => {
      const named = joined.flatMap(({ name }) => (name ? [t('name', { name })] : []));
      const more = joined.length - NAMES_MAX;
      // While names are hidden, or some are, there are only so many.
      if (named.length < joined.length) return t('joinedUnnamed', { count: joined.length });
      if (more > 0) return t('joinedMore', { names: named.slice(0, NAMES_MAX).join(t('and')), count: more });
      return t('joined', { names: format.list(named) });
    };
    const tell = () => {
      timer = undefined;
      const view = client.view.getState();
      const news = newsSince(seen, view);
      seen = seenNow(view);
      const sentences = [];
      if (news.joined.length > 0) sentences.push(whoJoined(news));
      if (news.begun > 0) {
        const { rows, columns } = shownPage(view);
        sentences.push(t('begun', { count: news.begun, written: seen.written.size, cells: rows * columns }));
        if (news.digits.length > 0)
          sentences.push(t('digits', { digits: news.digits.slice(0, DIGITS_MAX).join(t('and')) }));
      }
      if (sentences.length > 0) setTold(sentences.join(' '));
    };
    const end = client.view.subscribe(() => {
      timer ??= setTimeout(tell, GATHER_MS);
    });
    return () => {
      end();
      clearTimeout(timer);
    };
  }, [client, t, format]);

  return <span>{told}</span>;
}
