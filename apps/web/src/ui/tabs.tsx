import type { KeyboardEvent, ReactNode } from 'react';

interface TabListProps<T extends string> {
  /** Ties tabs to their panels. */
  id: string;
  label: string;
  /** The tab that is open; null while none is. */
  value: T | null;
  /** A tab was pressed, or walked to with the arrow keys. */
  onPick(value: T, how: 'press' | 'walk'): void;
  tabs: readonly { value: T; label: ReactNode; testId?: string }[];
  /** Below each other. */
  vertical?: boolean;
  className?: string;
  tabClassName?: string;
}

/** Tabs as WAI-ARIA describes them: one stop of the Tab key, the arrow keys go on from there. */
export function TabList<T extends string>(props: TabListProps<T>) {
  const { id, label, value, onPick, tabs, vertical, className, tabClassName } = props;
  const walk = (event: KeyboardEvent<HTMLElement>, from: number) => {
    const last = tabs.length - 1;
    const to = {
      [vertical ? 'ArrowDown' : 'ArrowRight']: from === last ? 0 : from + 1,
      [vertical ? 'ArrowUp' : 'ArrowLeft']: from === 0 ? last : from - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.currentTarget.parentElement?.querySelectorAll<HTMLElement>('[role=tab]')[to]?.focus();
    onPick(tabs[to]!.value, 'walk');
  };
  return (
    <div role="tablist" className={className} aria-label={label} aria-orientation={vertical ? 'vertical' : undefined}>
      {tabs.map((tab, i) => (
        <button
          key={tab.value}
          type="button"
          role="tab"
          id={`${id}-tab-${tab.value}`}
          aria-controls={`${id}-panel-${tab.value}`}
          aria-selected={tab.value === value}
          tabIndex={tab.value === (value ?? tabs[0]!.value) ? 0 : -1}
          className={tabClassName}
          onClick={() => onPick(tab.value, 'press')}
          onKeyDown={(event) => walk(event, i)}
          data-testid={tab.testId}
        >
          {tab.label}
        </button>
      ))}
    </div>
  );
}

interface TabPanelProps {
  /** As the list's. */
  id: string;
  tab: string;
  open: boolean;
  className?: string;
  children: ReactNode;
  testId?: string;
}

/** What a tab opens; there only while it is open. */
export function TabPanel({ id, tab, open, className, children, testId }: TabPanelProps) {
  return (
    <div
      role="tabpanel"
      id={`${id}-panel-${tab}`}
      aria-labelledby={`${id}-tab-${tab}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the Tab key stops at what a tab opens, as WAI-ARIA says.
      tabIndex={0}
      hidden={!open}
      className={className}
      data-testid={testId}
    >
      {open ? children : null}
    </div>
  );
}
