import { create } from 'zustand';

/** Why the browser does not keep what it is given: it blocks the site's data, or has no room. */
export type StorageTrouble = 'blocked' | 'full';

interface State {
  trouble: StorageTrouble | null;
  /** Somebody has read and closed the notice: once is enough for a visit. */
  closed: boolean;
}

/** What is known of the browser's storage in this visit. */
export const useStorageTrouble = create<State>(() => ({ trouble: null, closed: false }));

/** Called with whatever a storage has thrown. The first trouble counts: it is said once. */
export function noteTrouble(thrown: unknown): void {
  const { trouble } = useStorageTrouble.getState();
  if (!trouble) useStorageTrouble.setState({ trouble: isQuota(thrown) ? 'full' : 'blocked' });
}

/** Firefox has a name of its own. */
function isQuota(thrown: unknown): boolean {
  const name = (thrown as { name?: unknown } | null)?.name;
  return name === 'QuotaExceededError' || name === 'NS_ERROR_DOM_QUOTA_REACHED';
}
