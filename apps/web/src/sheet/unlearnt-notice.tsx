'use client';

import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../room/room-provider';
import { useToast } from '../ui/toast';
import { becameUnlearnt } from './unlearnt';

/** Tells who corrects in passing that nothing will be learnt from it, and why. */
export function UnlearntNotice() {
  const t = useTranslations('sheet.correction');
  const toast = useToast();
  const cells = useRoomView((view) => view.state.cells);
  const sheet = useRoomView((view) => view.state.sheet);
  const you = useRoomView((view) => view.you?.id);
  const shown = useRef({ cells, sheet, you });

  // Told when the cells change, and only then.
  useEffect(() => {
    const before = shown.current;
    shown.current = { cells, sheet, you };
    // What was there on joining is no news.
    if (!you || before.you !== you || before.sheet !== sheet) return;
    if (becameUnlearnt(before.cells, cells, you)) toast.show({ key: 'unlearnt', text: t('unlearnt') });
  }, [cells, you]);

  return null;
}
