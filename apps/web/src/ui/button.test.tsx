// @vitest-environment jsdom

import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Button } from './button';

describe('a button', () => {
  afterEach(cleanup);

  it('is busy while the promise of its press is pending, and does not act twice', async () => {
    let finish = () => {};
    const onClick = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
    render(<Button onClick={onClick}>Save</Button>);
    const button = screen.getByRole('button');
    await act(async () => void fireEvent.click(button));
    await act(async () => void fireEvent.click(button));
    expect(button.getAttribute('aria-busy')).toBe('true');
    expect(onClick).toHaveBeenCalledOnce();
    await act(async () => finish());
    expect(button.getAttribute('aria-busy')).toBeNull();
    await act(async () => void fireEvent.click(button));
    expect(onClick).toHaveBeenCalledTimes(2);
  });
});
