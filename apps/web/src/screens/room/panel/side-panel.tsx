import { Boxes, ChevronsLeft, ChevronsRight, GraduationCap, ScanSearch } from 'lucide-react';
import { type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { PANEL_TABS, type PanelTab, useRoomPanel } from '../../../core/use-room-panel';
import { Inspector } from '../../../inspector/inspector';
import { firstUse } from '../../../ui/first-use';
import { IconButton } from '../../../ui/icon-button';
import { PanelSkeleton } from '../../../ui/panel-skeleton';
import { TabList, TabPanel } from '../../../ui/tabs';
import { NARROW, useMediaQuery } from '../../../ui/use-media-query';
import { DrawerHandle } from './drawer-handle';
import styles from './side-panel.module.css';

// Loaded with its tab and not with the room, for only some visits need it.
const TrainPanel = firstUse(
  () => import('../../../train/train-panel').then((module) => module.TrainPanel),
  <PanelSkeleton />,
);
const ModelsPanel = firstUse(
  () => import('../../../models/models-panel').then((module) => module.ModelsPanel),
  <PanelSkeleton />,
);

const ICONS = { inspect: ScanSearch, train: GraduationCap, models: Boxes } as const;

/** Inspect, train, models: at the right of a wide page, risen from the bottom of a narrow one. */
export function SidePanel() {
  const t = useTranslations('shell.room');
  const panel = useRoomPanel();
  const narrow = useMediaQuery(NARROW);
  const id = useId();
  const body = useRef<HTMLDivElement>(null);
  const [tall, setTall] = useState(false);
  const scrolled = useRef<Partial<Record<PanelTab, number>>>({});
  // Each tab is found again where it was left, not where the one before it was scrolled to.
  useLayoutEffect(() => {
    if (body.current) body.current.scrollTop = scrolled.current[panel.tab] ?? 0;
  }, [panel.tab]);
  if (!narrow && !panel.open) return null;

  const shown = narrow && !panel.open ? null : panel.tab;
  const contents: Record<PanelTab, ReactNode> = {
    inspect: <Inspector />,
    train: <TrainPanel />,
    models: <ModelsPanel />,
  };
  return (
    <aside
      className={styles.panel}
      aria-label={t('panelLabel')}
      data-height={panel.open ? (tall ? 'tall' : 'half') : 'low'}
      data-wide={(!narrow && panel.wide) || undefined}
      data-testid="side-panel"
    >
      {narrow ? (
        <DrawerHandle
          body={body}
          position={panel.open ? (tall ? 'tall' : 'half') : 'low'}
          onMove={(position) => {
            panel.setOpen(position !== 'low');
            setTall(position === 'tall');
          }}
        />
      ) : null}
      <div className={styles.tabs}>
        <div className={styles.bar}>
          <TabList
            id={id}
            label={t('panelLabel')}
            value={shown}
            onPick={(tab, how) => {
              // On a phone a tap on the tab that is open makes room for the page again.
              if (narrow && how === 'press' && tab === shown) panel.setOpen(false);
              else panel.show(tab);
            }}
            tabs={PANEL_TABS.map((tab) => ({ value: tab, label: <TabLabel tab={tab} />, testId: `tab-${tab}` }))}
            className={styles.list}
            tabClassName={styles.tab}
          />
          {narrow ? null : (
            <IconButton
              label={t(panel.wide ? 'narrowPanel' : 'widenPanel')}
              icon={panel.wide ? <ChevronsRight /> : <ChevronsLeft />}
              aria-expanded={panel.wide}
              onClick={() => panel.setWide(!panel.wide)}
              data-testid="panel-widen"
            />
          )}
        </div>
        <div
          ref={body}
          className={styles.body}
          onScroll={({ currentTarget }) => {
            scrolled.current[panel.tab] = currentTarget.scrollTop;
          }}
        >
          {PANEL_TABS.map((tab) => (
            <TabPanel
              key={tab}
              id={id}
              tab={tab}
              open={tab === shown}
              className={styles.content}
              testId={`panel-${tab}`}
            >
              {contents[tab]}
            </TabPanel>
          ))}
        </div>
      </div>
    </aside>
  );
}

function TabLabel({ tab }: { tab: PanelTab }) {
  const t = useTranslations('shell.room');
  const Icon = ICONS[tab];
  return (
    <>
      <Icon size="1.05rem" />
      {t(tab)}
    </>
  );
}
