import { describe, expect, it, vi } from 'vitest';
import { type Shelf, safeShelf } from './shelf';

const no = (name: string) => () => {
  throw new DOMException('No.', name);
};
function store(): Shelf {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
}

describe('a shelf', () => {
  it('keeps in the browser what that takes', () => {
    const [browser, refused] = [store(), vi.fn()];
    safeShelf(() => browser, refused).setItem('a', '1');
    expect(browser.getItem('a')).toBe('1');
    expect(refused).not.toHaveBeenCalled();
  });

  it.each([
    ['is blocked as soon as it is named', no('SecurityError')],
    ['is full', (): Shelf => ({ getItem: () => null, setItem: no('QuotaExceededError') })],
    ['is not there', () => undefined as unknown as Shelf],
  ])('keeps in memory what the browser’s storage does not take, where that %s', (_why, open) => {
    const refused = vi.fn();
    const shelf = safeShelf(open, refused);
    expect(shelf.getItem('a')).toBeNull();
    shelf.setItem('a', '1');
    expect(shelf.getItem('a')).toBe('1');
    expect(refused).toHaveBeenCalled();
  });

  it('gives what is newer once the browser’s storage has room again', () => {
    const browser = store();
    let full = true;
    const shelf = safeShelf(
      () => (full ? { ...browser, setItem: no('QuotaExceededError') } : browser),
      () => {},
    );
    shelf.setItem('a', '1');
    full = false;
    shelf.setItem('a', '2');
    expect([shelf.getItem('a'), browser.getItem('a')]).toEqual(['2', '2']);
  });
});
