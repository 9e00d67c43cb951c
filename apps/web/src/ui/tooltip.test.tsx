// @vitest-environment jsdom

import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { tooltip } from './tooltip';
import { TooltipLayer } from './tooltip-layer';

function Controls({ text = 'Undo' }: { text?: string }) {
  return (
    <>
      <button type="button" aria-label="Undo" {...tooltip({ text, shortcut: 'Z' })} />
      <button type="button" aria-label="Redo" {...tooltip({ text: 'There is nothing to redo' })} />
      <TooltipLayer />
    </>
  );
}

const control = (name: string) => screen.getByRole('button', { name });
const shown = () => screen.queryByRole('tooltip')?.textContent ?? null;
const wait = (ms: number) => act(async () => void (await vi.advanceTimersByTimeAsync(ms)));

describe('a tooltip', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    cleanup();
    vi.useRealTimers();
  });

  it('shows once a pointer rests on its control, the next one at once, and goes with the pointer', async () => {
    render(<Controls />);
    fireEvent.pointerOver(control('Undo'), { pointerType: 'mouse' });
    await wait(400);
    expect(shown()).toBeNull();
    await wait(100);
    expect(shown()).toBe('UndoZ');
    fireEvent.pointerOver(control('Redo'), { pointerType: 'mouse' });
    await wait(0);
    expect(shown()).toBe('There is nothing to redo');
    fireEvent.pointerOver(document.body, { pointerType: 'mouse' });
    await wait(150);
    expect(shown()).toBeNull();
  });

  it('stays while the pointer is on it, and goes with Escape', async () => {
    render(<Controls />);
    fireEvent.pointerOver(control('Undo'), { pointerType: 'mouse' });
    await wait(500);
    fireEvent.pointerOver(document.body, { pointerType: 'mouse' });
    fireEvent.pointerOver(screen.getByRole('tooltip'), { pointerType: 'mouse' });
    await wait(1_000);
    expect(shown()).toBe('UndoZ');
    fireEvent.keyDown(document.body, { key: 'Escape' });
    await wait(0);
    expect(shown()).toBeNull();
  });

  it('is none for a finger, nor once its control was pressed', async () => {
    render(<Controls />);
    fireEvent.pointerOver(control('Undo'), { pointerType: 'touch' });
    await wait(1_000);
    expect(shown()).toBeNull();
    fireEvent.pointerOver(control('Undo'), { pointerType: 'mouse' });
    fireEvent.pointerDown(control('Undo'));
    await wait(1_000);
    fireEvent.pointerOver(control('Undo'), { pointerType: 'mouse' });
    await wait(1_000);
    expect(shown()).toBeNull();
  });

  it('describes its control where it says more than its name', async () => {
    render(<Controls />);
    fireEvent.pointerOver(control('Undo'), { pointerType: 'mouse' });
    await wait(500);
    expect(control('Undo').hasAttribute('aria-describedby')).toBe(false);
    fireEvent.pointerOver(control('Redo'), { pointerType: 'mouse' });
    await wait(0);
    expect(control('Redo').getAttribute('aria-describedby')).toBe(screen.getByRole('tooltip').id);
  });

  it('says what its control says by now, and goes with it', async () => {
    const { rerender } = render(<Controls />);
    fireEvent.pointerOver(control('Undo'), { pointerType: 'mouse' });
    await wait(500);
    rerender(<Controls text="Undone" />);
    await wait(0);
    expect(shown()).toBe('UndoneZ');
    rerender(<TooltipLayer />);
    await wait(0);
    expect(shown()).toBeNull();
  });
});
