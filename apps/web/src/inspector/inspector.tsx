import { shownPage } from '@inkroom/client';
import { cellCount } from '@inkroom/shared';
import { useTranslations } from 'use-intl';
import { useRoomView } from '../core/room-provider';
import { usePageUi } from '../page/page-store';
import { firstUse } from '../ui/first-use';
import { PanelSkeleton } from '../ui/panel-skeleton';
import styles from './inspector.module.css';
import { Nothing } from './nothing';

const InspectedCell = firstUse(
  () => import('./inspected-cell').then((module) => module.InspectedCell),
  <PanelSkeleton />,
);

/** What the model sees in the selected cell, what it makes of it, and how long that took. */
export function Inspector() {
  const t = useTranslations('page.inspector');
  const selected = usePageUi((ui) => ui.selected);
  const count = useRoomView((view) => cellCount(shownPage(view)));
  return (
    <div className={styles.inspector} data-testid="inspector" data-cell={selected ?? undefined}>
      {selected === null || selected >= count ? (
        <Nothing title={t('noneTitle')} text={t('none')} />
      ) : (
        <InspectedCell key={selected} cell={selected} />
      )}
    </div>
  );
}
