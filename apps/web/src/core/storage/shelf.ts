import { noteTrouble } from './storage-trouble';

/** A place for small texts. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem'>;

/**
 * A shelf that never throws: what `open` refuses is kept in memory until the page ends.
 * @param open may throw itself: a browser that blocks a site's data does so when `localStorage` is only named
 */
export function safeShelf(open: () => Shelf, onRefused: (thrown: unknown) => void): Shelf {
  const memory = new Map<string, string>();
  return {
    getItem(key) {
      const newer = memory.get(key);
      if (newer !== undefined) return newer;
      try {
        return open().getItem(key);
      } catch (thrown) {
        onRefused(thrown);
        return null;
      }
    },
    setItem(key, value) {
      try {
        open().setItem(key, value);
        memory.delete(key);
      } catch (thrown) {
        memory.set(key, value);
        onRefused(thrown);
      }
    },
  };
}

/** The browser's own: everything that is put into `localStorage` goes through here. */
export const shelf = safeShelf(() => localStorage, noteTrouble);
