import { useEffect } from 'react';
import { isSwitchedOff } from '../../core/settings/single-keys';
import { useRoomPanel } from '../../core/use-room-panel';
import { plainKey } from '../../ui/plain-key';

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
