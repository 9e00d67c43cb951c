// @vitest-environment jsdom

import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { TabList, TabPanel } from './tabs';

const TABS = ['a', 'b', 'c'] as const;

type Name = (typeof TABS)[number];

function Tabs({ first = 'a' }: { first?: Name | null }) {
  const [open, setOpen] = useState(first);
  return (
    <>
      <TabList<Name>
        id="t"
        label="tabs"
        value={open}
        onPick={setOpen}
        tabs={TABS.map((value) => ({ value, label: value }))}
      />
      {TABS.map((tab) => (
        <TabPanel key={tab} id="t" tab={tab} open={tab === open}>
          {`panel ${tab}`}
        </TabPanel>
      ))}
    </>
  );
}

const tab = (name: string) => screen.getByRole('tab', { name });
const opened = () => screen.getByRole('tabpanel').textContent;

describe('tabs', () => {
  afterEach(cleanup);

  it('open what is pressed, and name it', () => {
    render(<Tabs />);
    expect(opened()).toBe('panel a');
    fireEvent.click(tab('b'));
    expect(opened()).toBe('panel b');
    expect(screen.getByRole('tabpanel', { name: 'b' })).toBeTruthy();
    expect(tab('b').getAttribute('aria-selected')).toBe('true');
    expect(document.getElementById(tab('b').getAttribute('aria-controls')!)?.textContent).toBe('panel b');
  });

  it.each([
    ['ArrowRight', 'a', 'b'],
    ['ArrowRight', 'c', 'a'],
    ['ArrowLeft', 'a', 'c'],
    ['Home', 'c', 'a'],
    ['End', 'a', 'c'],
  ] as const)('are one stop of the Tab key: %s goes from %s to %s', (key, from, to) => {
    render(<Tabs first={from} />);
    tab(from).focus();
    fireEvent.keyDown(tab(from), { key });
    expect(document.activeElement).toBe(tab(to));
    expect(opened()).toBe(`panel ${to}`);
    expect(TABS.filter((name) => tab(name).tabIndex === 0)).toEqual([to]);
  });

  it('can be reached while none is open', () => {
    render(<Tabs first={null} />);
    expect(screen.queryByRole('tabpanel')).toBeNull();
    expect(tab('a').tabIndex).toBe(0);
  });
});
