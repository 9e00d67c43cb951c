import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { putRunInAddress, runInAddress } from './run-address';

export const PANEL_TABS = ['inspect', 'train', 'models'] as const;
export type PanelTab = (typeof PANEL_TABS)[number];

interface RoomPanel {
  tab: PanelTab;
  open: boolean;
  /** It lies over the paper: at its first opening its code has to come. */
  lies: boolean;
  /** Drawn up further than usual, where it is a drawer. */
  tall: boolean;
  /** Wider than usual, for curves and tables that a whole class looks at. */
  wide: boolean;
  /** The run that the Train tab shows; null leaves the choice to it (the newest). */
  selectedRun: string | null;
  /** The number of the run that fills the screen, or null. */
  watchedRun: number | null;
  /** Opens the panel at a tab. */
  show(tab: PanelTab): void;
  toggle(): void;
  setOpen(open: boolean): void;
  setLies(lies: boolean): void;
  setTall(tall: boolean): void;
  setWide(wide: boolean): void;
  selectRun(runId: string | null): void;
  /** Lets a run fill the screen, and stand in the address; null ends that. */
  watchRun(number: number | null): void;
}

const Context = createContext<RoomPanel | null>(null);

/** Which part of the side panel is open: known to the bar, the keys and the notices that lead there. */
export function RoomPanelProvider({ children }: { children: ReactNode }) {
  const [tab, setTab] = useState<PanelTab>('inspect');
  // The paper comes first: nobody has asked for the panel yet.
  const [open, setOpen] = useState(false);
  const [lies, setLies] = useState(false);
  const [tall, setTall] = useState(false);
  const [wide, setWide] = useState(false);
  const [selectedRun, selectRun] = useState<string | null>(null);
  const [watchedRun, setWatchedRun] = useState(runInAddress);
  const value = useMemo<RoomPanel>(
    () => ({
      tab,
      open,
      lies,
      tall,
      wide,
      selectedRun,
      watchedRun,
      show(next) {
        setTab(next);
        setOpen(true);
      },
      toggle: () => setOpen((before) => !before),
      setOpen,
      setLies,
      setTall,
      setWide,
      selectRun,
      watchRun(number) {
        setWatchedRun(number);
        putRunInAddress(number);
      },
    }),
    [tab, open, lies, tall, wide, selectedRun, watchedRun],
  );
  return <Context value={value}>{children}</Context>;
}

export function useRoomPanel(): RoomPanel {
  const context = useContext(Context);
  if (!context) throw new Error('useRoomPanel needs a RoomPanelProvider above it');
  return context;
}
