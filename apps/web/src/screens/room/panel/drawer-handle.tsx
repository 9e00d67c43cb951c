import { type PointerEvent, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { DRAWER_SHARES } from '../../../core/panel-cover';
import { useRoomPanel } from '../../../core/use-room-panel';
import { clamp } from '../../../ui/clamp';
import styles from './drawer-handle.module.css';

/** Shares of the window's height where the drawer comes to rest. */
const REST = { low: 0, ...DRAWER_SHARES };
type Position = keyof typeof REST;
/** Below this a press is a tap. */
const TAP_PIXELS = 6;

/** The bar that pulls the drawer up and down; a tap or Enter moves it to its other height. */
export function DrawerHandle() {
  const t = useTranslations('shell.room');
  const panel = useRoomPanel();
  const drag = useRef<{ startY: number; lowered: number; moved: boolean } | null>(null);
  const dragged = useRef(false);

  const moveTo = (position: Position) => {
    panel.setOpen(position !== 'low');
    panel.setTall(position === 'tall');
  };
  const drawerOf = (event: PointerEvent) => event.currentTarget.closest<HTMLElement>('[data-panel]')!;

  const down = (event: PointerEvent<HTMLButtonElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    const lowered = (REST.tall - REST[panel.tall ? 'tall' : 'half']) * window.innerHeight;
    drag.current = { startY: event.clientY, lowered, moved: false };
  };

  const move = (event: PointerEvent<HTMLButtonElement>) => {
    if (!drag.current) return;
    const by = event.clientY - drag.current.startY;
    if (!drag.current.moved && Math.abs(by) < TAP_PIXELS) return;
    drag.current.moved = true;
    const drawer = drawerOf(event);
    drawer.setAttribute('data-dragging', '');
    drawer.style.transform = `translateY(${clamp(drag.current.lowered + by, 0, REST.tall * window.innerHeight)}px)`;
  };

  const up = (event: PointerEvent<HTMLButtonElement>) => {
    if (!drag.current) return;
    const { startY, lowered, moved } = drag.current;
    const drawer = drawerOf(event);
    drawer.removeAttribute('data-dragging');
    drawer.style.transform = '';
    dragged.current = moved;
    drag.current = null;
    if (!moved) return;
    const share = REST.tall - (lowered + event.clientY - startY) / window.innerHeight;
    const positions = Object.keys(REST) as Position[];
    moveTo(
      positions.reduce((best, next) => (Math.abs(REST[next] - share) < Math.abs(REST[best] - share) ? next : best)),
    );
  };

  return (
    <button
      type="button"
      className={styles.handle}
      aria-label={t(panel.tall ? 'lowerPanel' : 'raisePanel')}
      data-testid="panel-handle"
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onClick={() => {
        // The click that ends a drag is not a tap.
        if (!dragged.current) moveTo(panel.tall ? 'half' : 'tall');
        dragged.current = false;
      }}
    >
      <span className={styles.grip} />
    </button>
  );
}
