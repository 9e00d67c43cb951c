import { firstUse } from '../../ui/first-use';
import { pageUi, usePageUi } from '../page-store';

const Tray = firstUse(() => import('./tray').then((module) => module.Tray));

/** The tray, for as long as somebody works through it. */
export function OpenTray() {
  const isOpen = usePageUi((ui) => ui.tray);
  return isOpen ? <Tray onClose={() => pageUi.setState({ tray: false })} /> : null;
}
