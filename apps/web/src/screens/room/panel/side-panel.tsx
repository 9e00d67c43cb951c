import { Boxes, GraduationCap, ScanSearch } from 'lucide-react';
import { useId, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { PANEL_TABS, type PanelTab, useRoomPanel } from '../../../core/use-room-panel';
import { firstUse } from '../../../ui/first-use';
import { TabList } from '../../../ui/tabs';
import { DRAWER, useMediaQuery } from '../../../ui/use-media-query';
import type { Scrolled } from './open-panel';
import styles from './side-panel.module.css';

// Loaded when it first opens and not with the room, for only some visits need it.
const OpenPanel = firstUse(() => import('./open-panel').then((module) => module.OpenPanel));

const ICONS = { inspect: ScanSearch, train: GraduationCap, models: Boxes } as const;

/** Inspect, train, models: a rail of tabs, and the panel that they open over the paper. */
export function SidePanel() {
  const t = useTranslations('shell.room');
  const panel = useRoomPanel();
  const drawer = useMediaQuery(DRAWER);
  const id = useId();
  const scrolled = useRef<Scrolled>({});
  const shown = panel.open ? panel.tab : null;
  return (
    <>
      <nav className={styles.rail} aria-label={t('panelLabel')} onPointerEnter={OpenPanel.fetch}>
        <TabList
          id={id}
          label={t('panelLabel')}
          value={shown}
          vertical={!drawer}
          // A press on the tab that is open makes room for the paper again.
          onPick={(tab, how) => (how === 'press' && tab === shown ? panel.setOpen(false) : panel.show(tab))}
          tabs={PANEL_TABS.map((tab) => ({ value: tab, label: <TabLabel tab={tab} />, testId: `tab-${tab}` }))}
          className={styles.list}
          tabClassName={styles.tab}
        />
      </nav>
      {panel.open ? <OpenPanel id={id} drawer={drawer} scrolled={scrolled.current} /> : null}
    </>
  );
}

function TabLabel({ tab }: { tab: PanelTab }) {
  const t = useTranslations('shell.room');
  const Icon = ICONS[tab];
  return (
    <>
      <Icon size="1.25rem" aria-hidden />
      {t(tab)}
    </>
  );
}
