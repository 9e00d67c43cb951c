import { shownPage } from '@inkroom/client';
import { cellCount } from '@inkroom/shared';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../core/room-provider';
import { usePageUi } from '../page/page-store';
import { firstUse } from '../ui/first-use';
import { PanelSkeleton } from '../ui/panel-skeleton';
import type { Explanation } from './inspected-cell';
import styles from './inspector.module.css';
import { Nothing } from './nothing';

const InspectedCell = firstUse(
  () => import('./inspected-cell').then((module) => module.InspectedCell),
  <PanelSkeleton />,
);

/** What the selected cell is read as, in each of its pictures, and who wrote it. */
export function Inspector() {
  const t = useTranslations('page.inspector');
  const selected = usePageUi((ui) => ui.selected);
  const count = useRoomView((view) => cellCount(shownPage(view)));
  const [opened, setOpened] = useState<ReadonlySet<Explanation>>(new Set());
  const open = (explanation: Explanation, isOpen: boolean) =>
    setOpened((known) => new Set([...known].filter((one) => one !== explanation).concat(isOpen ? explanation : [])));
  return (
    <div className={styles.inspector} data-testid="inspector" data-cell={selected ?? undefined}>
      {selected === null || selected >= count ? (
        <Nothing title={t('noneTitle')} text={t('none')} />
      ) : (
        <InspectedCell key={selected} cell={selected} opened={opened} onOpen={open} />
      )}
    </div>
  );
}
