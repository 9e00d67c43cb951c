import { shownPage } from '@inkroom/client';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../../core/room-provider';
import { useToast } from '../../ui/toast';
import { becameUnlearnt } from './unlearnt';

/** Tells the person who corrects that the model will not learn from this correction, and why. */
export function UnlearntNotice() {
  const t = useTranslations('page.correction');
  const toast = useToast();
  const cells = useRoomView((view) => shownPage(view).cells);
  const page = useRoomView((view) => view.page);
  const you = useRoomView((view) => view.you?.id);
  const arrived = useRoomView((view) => view.arrived === 1);
  const shown = useRef({ cells, page, you, arrived });

  // Only a change of the cells is news.
  useEffect(() => {
    const before = shown.current;
    shown.current = { cells, page, you, arrived };
    // What was there before this person joined is not.
    if (!you || before.you !== you || before.page !== page || !arrived || !before.arrived) return;
    if (becameUnlearnt(before.cells, cells, you)) toast.show({ key: 'unlearnt', text: t('unlearnt') });
  }, [cells, you]);

  return null;
}
