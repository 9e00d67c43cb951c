// @vitest-environment jsdom

import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { IntlProvider } from 'use-intl';
import { afterEach, describe, expect, it, vi } from 'vitest';
import messages from '../core/i18n/messages-en';
import { type FirstUse, firstUse } from './first-use';
import { type Opened, Opener } from './opener';

function show(node: ReactNode): void {
  render(
    <IntlProvider locale="en" messages={messages} timeZone="UTC">
      {node}
    </IntlProvider>,
  );
}

/** Code on its way, until a test has it come or fail. */
function onItsWay() {
  let come: (shown: typeof Card) => void = () => {};
  let fail: (error: Error) => void = () => {};
  const load = vi.fn(
    () =>
      new Promise<typeof Card>((resolve, reject) => {
        [come, fail] = [resolve, reject];
      }),
  );
  return { load, come: () => act(async () => come(Card)), fail: () => act(async () => fail(new Error('no network'))) };
}

function Card({ onClose }: Opened) {
  return (
    <button type="button" onClick={onClose}>
      shown
    </button>
  );
}

function control(of: FirstUse<Opened>): HTMLElement {
  show(
    <Opener of={of}>
      <button type="button">open</button>
    </Opener>,
  );
  return screen.getByText('open');
}

describe('what is loaded on first use', () => {
  afterEach(() => {
    cleanup();
    vi.useRealTimers();
  });

  it('says at once that it is opening, after a second that it is loading, and then shows itself', async () => {
    vi.useFakeTimers();
    const { load, come } = onItsWay();
    const open = control(firstUse(load));
    expect(load).not.toHaveBeenCalled();
    fireEvent.click(open);
    expect(open.getAttribute('aria-expanded')).toBe('true');
    expect(screen.queryByRole('status')).toBeNull();
    act(() => vi.advanceTimersByTime(1_000));
    expect(screen.getByRole('status').textContent).toBe(messages.shell.common.loading);
    await come();
    expect(screen.getByText('shown')).toBeTruthy();
    expect(screen.queryByRole('status')).toBeNull();
    fireEvent.click(screen.getByText('shown'));
    expect(open.getAttribute('aria-expanded')).toBe('false');
  });

  it('is on its way as soon as the pointer is over its control, and is fetched once', async () => {
    const { load, come } = onItsWay();
    const open = control(firstUse(load));
    fireEvent.pointerEnter(open);
    await come();
    fireEvent.click(open);
    expect(screen.getByText('shown')).toBeTruthy();
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('says that it did not come, and comes when it is asked for again', async () => {
    const { load, come, fail } = onItsWay();
    const open = control(firstUse(load));
    fireEvent.click(open);
    await fail();
    expect(screen.getByTestId('not-loaded').textContent).toContain(messages.shell.common.notLoaded);
    fireEvent.click(screen.getByTestId('load-again'));
    expect(screen.queryByTestId('not-loaded')).toBeNull();
    await come();
    expect(screen.getByText('shown')).toBeTruthy();
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('can be given up where it did not come', async () => {
    const { load, fail } = onItsWay();
    const open = control(firstUse(load));
    fireEvent.click(open);
    await fail();
    fireEvent.click(screen.getByText(messages.shell.common.close));
    expect(screen.queryByTestId('not-loaded')).toBeNull();
    expect(open.getAttribute('aria-expanded')).toBe('false');
  });

  it('holds the place of what has one', async () => {
    const { load, come } = onItsWay();
    const Panel = firstUse(load, <p>skeleton</p>);
    show(<Panel opener={{ current: null }} onClose={() => {}} />);
    expect(screen.getByText('skeleton')).toBeTruthy();
    await come();
    expect(screen.queryByText('skeleton')).toBeNull();
    expect(screen.getByText('shown')).toBeTruthy();
  });
});
