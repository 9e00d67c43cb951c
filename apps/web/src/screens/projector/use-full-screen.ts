import { type MouseEvent, type RefObject, useCallback, useEffect, useRef } from 'react';

/** How far a pointer may move for its press to count as a click, CSS pixels: more has moved the paper. */
const CLICK_REACH = 6;

/** The whole screen for a view, by F or by a click on it. @returns what a click does */
export function useFullScreen(view: RefObject<HTMLElement | null>): (event: MouseEvent) => void {
  const pressed = useRef<{ x: number; y: number } | null>(null);
  const toggle = useCallback(() => {
    // A browser may refuse.
    if (document.fullscreenElement) document.exitFullscreen?.().catch(() => {});
    else view.current?.requestFullscreen?.().catch(() => {});
  }, [view]);
  useEffect(() => {
    const onKey = ({ key, ctrlKey, metaKey, altKey, repeat }: KeyboardEvent) => {
      if (key.toLowerCase() === 'f' && !ctrlKey && !metaKey && !altKey && !repeat) toggle();
    };
    const onPress = ({ clientX, clientY }: PointerEvent) => {
      pressed.current = { x: clientX, y: clientY };
    };
    window.addEventListener('keydown', onKey);
    window.addEventListener('pointerdown', onPress, true);
    return () => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('pointerdown', onPress, true);
    };
  }, [toggle]);
  return useCallback(
    ({ clientX, clientY }) => {
      const { x, y } = pressed.current ?? { x: clientX, y: clientY };
      if (Math.hypot(clientX - x, clientY - y) <= CLICK_REACH) toggle();
    },
    [toggle],
  );
}
