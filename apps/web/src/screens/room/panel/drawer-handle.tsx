import { type PointerEvent, type RefObject, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { clamp } from '../../../ui/clamp';
import styles from './drawer-handle.module.css';

export type DrawerPosition = 'low' | 'half' | 'tall';

/** Shares of the page's height where the panel comes to rest; the same stand in side-panel.module.css. */
const REST: Record<DrawerPosition, number> = { low: 0, half: 0.38, tall: 0.58 };
/** Below this a press is a tap. */
const TAP_PIXELS = 6;

interface Props {
  body: RefObject<HTMLDivElement | null>;
  position: DrawerPosition;
  onMove(position: DrawerPosition): void;
}

/** The bar that pulls the drawer up and down; a tap or Enter moves it to its next height. */
export function DrawerHandle({ body, position, onMove }: Props) {
  const t = useTranslations('shell.room');
  const drag = useRef<{ startY: number; startHeight: number; moved: boolean } | null>(null);
  const dragged = useRef(false);

  const settle = (height: number) => {
    const share = height / window.innerHeight;
    const nearest = (Object.keys(REST) as DrawerPosition[]).reduce((best, next) =>
      Math.abs(REST[next] - share) < Math.abs(REST[best] - share) ? next : best,
    );
    onMove(nearest);
  };

  const down = (event: PointerEvent<HTMLButtonElement>) => {
    if (!body.current) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { startY: event.clientY, startHeight: body.current.offsetHeight, moved: false };
  };

  const move = (event: PointerEvent<HTMLButtonElement>) => {
    if (!drag.current || !body.current) return;
    const by = drag.current.startY - event.clientY;
    if (!drag.current.moved && Math.abs(by) < TAP_PIXELS) return;
    drag.current.moved = true;
    event.currentTarget.closest('aside')?.setAttribute('data-dragging', '');
    const height = clamp(drag.current.startHeight + by, 0, REST.tall * window.innerHeight);
    body.current.style.height = `${height}px`;
  };

  const up = (event: PointerEvent<HTMLButtonElement>) => {
    const element = body.current;
    if (!drag.current || !element) return;
    event.currentTarget.closest('aside')?.removeAttribute('data-dragging');
    dragged.current = drag.current.moved;
    drag.current = null;
    if (!dragged.current) return;
    const height = element.offsetHeight;
    element.style.height = '';
    settle(height);
  };

  return (
    <button
      type="button"
      className={styles.handle}
      aria-label={position === 'tall' ? t('lowerPanel') : t('raisePanel')}
      data-testid="panel-handle"
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onClick={() => {
        // The click that ends a drag is not a tap.
        if (!dragged.current) onMove(position === 'low' ? 'half' : position === 'half' ? 'tall' : 'low');
        dragged.current = false;
      }}
    >
      <span className={styles.grip} />
    </button>
  );
}
