import { useEffect } from 'react';
import { isSwitchedOff } from '../../core/settings/single-keys';
import { useRoomPanel } from '../../core/use-room-panel';
import { plainKey } from '../../ui/plain-key';

/** Keys of the app around the page, as they are listed in the help. The page's own are with the page. */
export const APP_SHORTCUTS = [
  { key: '?', name: 'help' },
  { key: 'I', name: 'inspect' },
  { key: 'T', name: 'train' },
  { key: 'M', name: 'models' },
  { key: '\\', name: 'panel' },
  { key: 'S', name: 'share' },
] as const;

/** Binds the page's keys, unless somebody is typing or a dialog is open. */
export function useAppShortcuts({ help, share }: { help(): void; share(): void }): void {
  const panel = useRoomPanel();
  useEffect(() => {
    const actions: Record<string, () => void> = {
      '?': help,
      i: () => panel.show('inspect'),
      t: () => panel.show('train'),
      m: () => panel.show('models'),
      '\\': panel.toggle,
      s: share,
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (isSwitchedOff(event)) return;
      const target = event.target as HTMLElement | null;
      if (target?.closest('input, textarea, select, [contenteditable], [role="dialog"]')) return;
      const action = actions[plainKey(event).toLowerCase()];
      if (!action) return;
      event.preventDefault();
      action();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [panel, help, share]);
}
