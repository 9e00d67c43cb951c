import { personOf } from '@inkroom/client';
import type { LogEntry } from '@inkroom/shared';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomClient } from '../../core/room-provider';
import { FRAMING_NAMES } from '../../models/framing-names';
import { type ToastMessage, useToast } from '../../ui/toast';

/** Tells everybody once, in a short sentence, what a host has decided for all or for them. */
export function Decisions() {
  const client = useRoomClient();
  const toast = useToast();
  const told = useTold();
  const tell = useRef((_: readonly LogEntry[]) => {});
  tell.current = (decided) => {
    for (const entry of decided) {
      const message = told(entry);
      if (message) toast.show(message);
    }
  };
  useEffect(() => {
    // What has just been decided is why this code was fetched.
    tell.current(client.view.getState().decided);
    return client.view.subscribe(({ decided }, before) => {
      if (decided !== before.decided) tell.current(decided);
    });
  }, [client]);
  return null;
}

/** @returns what this person is told of an entry; null where it is no news to them */
function useTold(): (entry: LogEntry) => ToastMessage | null {
  const t = useTranslations('shell.told');
  const someone = useTranslations('shell.people')('someone');
  const client = useRoomClient();
  return ({ by, effect }) => {
    const view = client.view.getState();
    // Whoever decides sees what comes of it.
    if (by === view.you?.id) return null;
    const nameOf = (id: string) => personOf(view, id)?.name || someone;
    const name = nameOf(by);
    switch (effect.kind) {
      case 'person.role': {
        const { personId, role } = effect;
        const [isYou, whom] = [personId === view.you?.id, nameOf(personId)];
        const key = `role-${personId}`;
        // A host who comes with their key is no news.
        if (role === 'host' && by !== personId)
          return { key, text: isYou ? t('youHost', { name }) : t('newHost', { whom }) };
        if (isYou && role === 'writer') return { key, text: t('youWrite', { name }) };
        if (isYou && role === 'viewer') return { key, text: t('youWatch', { name }) };
        if (role === 'removed' && view.you?.role === 'host') return { key, text: t('removed', { name, whom }) };
        return null;
      }
      case 'person.name':
        if (effect.personId !== view.you?.id) return null;
        return { key: 'name', text: t('renamed', { name, whom: effect.name }) };
      case 'room.lock':
        return { key: 'lock', text: t(effect.locked ? 'locked' : 'unlocked', { name }) };
      case 'room.pause':
        // Whose pen rests reads it across the page.
        if (effect.paused && view.you?.role !== 'host') return null;
        return { key: 'pause', text: t(effect.paused ? 'paused' : 'goesOn', { name }) };
      case 'room.apart':
        return { key: 'apart', text: t(effect.apart ? 'apart' : 'revealed', { name }) };
      case 'room.names':
        return { key: 'names', text: t(effect.hidden ? 'namesHidden' : 'namesShown', { name }) };
      case 'room.framing':
        return { key: 'framing', text: t(`framing.${FRAMING_NAMES[effect.framing]}`, { name }) };
      case 'room.title': {
        const { title } = effect;
        return { key: 'title', text: title ? t('title', { name, title }) : t('untitled', { name }) };
      }
      case 'page.delete': {
        const { page } = effect;
        const restore = { label: t('pageRestore'), run: () => void client.restorePage(page) };
        const isHost = view.you?.role === 'host';
        return { key: `page-${page}`, text: t('pageDeleted', { name, page }), action: isHost ? restore : undefined };
      }
      case 'page.restore':
        return { key: `page-${effect.page}`, text: t('pageRestored', { name, page: effect.page }) };
      case 'link.renew':
        return { key: `link-${effect.right}`, text: t(`renewed.${effect.right}`, { name }) };
      case 'code.renew':
        return { key: 'code', text: t('renewed.code', { name }) };
      default:
        return null;
    }
  };
}
