import { ChevronsLeft, ChevronsRight, X } from 'lucide-react';
import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { PANEL_TABS, type PanelTab, useRoomPanel } from '../../../core/use-room-panel';
import { Inspector } from '../../../inspector/inspector';
import { firstUse } from '../../../ui/first-use';
import { IconButton } from '../../../ui/icon-button';
import { Row } from '../../../ui/layout';
import { PanelSkeleton } from '../../../ui/panel-skeleton';
import { TabPanel } from '../../../ui/tabs';
import { Text } from '../../../ui/text';
import { DrawerHandle } from './drawer-handle';
import styles from './side-panel.module.css';

const TrainPanel = firstUse(
  () => import('../../../train/train-panel').then((module) => module.TrainPanel),
  <PanelSkeleton />,
);
const ModelsPanel = firstUse(
  () => import('../../../models/models-panel').then((module) => module.ModelsPanel),
  <PanelSkeleton />,
);

/** How far each tab is scrolled. */
export type Scrolled = Partial<Record<PanelTab, number>>;

interface Props {
  /** Ties it to its tabs. */
  id: string;
  /** It rises from the bottom. */
  drawer: boolean;
  scrolled: Scrolled;
}

/** What the tab that is pressed opens. It lies over the paper, which stays where it is. */
export function OpenPanel({ id, drawer, scrolled }: Props) {
  const t = useTranslations('shell.room');
  const panel = useRoomPanel();
  const body = useRef<HTMLDivElement>(null);
  const { tab: shown, wide, tall } = panel;
  const { setLies } = panel;
  useLayoutEffect(() => {
    setLies(true);
    return () => setLies(false);
  }, [setLies]);
  // Each tab is found again where it was left, not where the one before it was scrolled to.
  useLayoutEffect(() => {
    if (body.current) body.current.scrollTop = scrolled[shown] ?? 0;
  }, [shown, scrolled]);
  const contents: Record<PanelTab, ReactNode> = {
    inspect: <Inspector />,
    train: <TrainPanel />,
    models: <ModelsPanel />,
  };
  return (
    <aside
      className={styles.panel}
      aria-label={t('panelLabel')}
      data-panel={drawer ? (tall ? 'tall' : 'half') : 'side'}
      data-wide={(!drawer && wide) || undefined}
      data-testid="side-panel"
    >
      {drawer ? (
        <DrawerHandle />
      ) : (
        <Row className={styles.head}>
          <Text as="h2" look="m" className={styles.title}>
            {t(shown)}
          </Text>
          <IconButton
            label={t(wide ? 'narrowPanel' : 'widenPanel')}
            icon={wide ? <ChevronsRight /> : <ChevronsLeft />}
            aria-expanded={wide}
            onClick={() => panel.setWide(!wide)}
            data-testid="panel-widen"
          />
          <IconButton
            label={t('hidePanel')}
            shortcut="\"
            icon={<X />}
            onClick={() => {
              panel.setOpen(false);
              document.getElementById(`${id}-tab-${shown}`)?.focus();
            }}
            data-testid="panel-close"
          />
        </Row>
      )}
      <div
        ref={body}
        className={styles.body}
        onScroll={({ currentTarget }) => {
          scrolled[shown] = currentTarget.scrollTop;
        }}
      >
        {PANEL_TABS.map((tab) => (
          <TabPanel key={tab} id={id} tab={tab} open={tab === shown} className={styles.content} testId={`panel-${tab}`}>
            {contents[tab]}
          </TabPanel>
        ))}
      </div>
    </aside>
  );
}
