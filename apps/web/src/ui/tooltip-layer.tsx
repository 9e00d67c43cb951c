import { autoUpdate, flip, offset, type Placement, shift, useFloating } from '@floating-ui/react-dom';
import { type RefObject, useCallback, useEffect, useId, useReducer, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import styles from './tooltip.module.css';

/** How long a pointer rests on a control before its tooltip shows, ms; where one has just been shown the next comes at once. */
const REST_MS = 450;
const JUST_MS = 300;
/** How long a tooltip stays for a pointer on its way from the control to it, ms. */
const WAY_MS = 100;

/** One tooltip for all controls: only one is shown at a time. */
export function TooltipLayer() {
  const [shown, setShown] = useState<HTMLElement | null>(null);
  const hide = useCallback(() => setShown(null), []);
  const bubble = useRef<HTMLDivElement>(null);
  const shownRef = useRef(shown);
  shownRef.current = shown;

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let hiddenAt = Number.NEGATIVE_INFINITY;
    /** Pressed, or sent away: it stays away until the pointer has left. */
    let quiet: HTMLElement | null = null;
    let waitsFor: HTMLElement | null = null;
    const after = (ms: number, next: HTMLElement | null) => {
      clearTimeout(timer);
      waitsFor = next;
      const show = () => {
        if (!next && shownRef.current) hiddenAt = performance.now();
        setShown(next?.isConnected ? next : null);
      };
      if (ms > 0) timer = setTimeout(show, ms);
      else show();
    };
    const tipped = (target: EventTarget | null) =>
      target instanceof Element ? target.closest<HTMLElement>('[data-tip]') : null;
    const over = ({ target, pointerType }: PointerEvent) => {
      if (pointerType === 'touch') return;
      if (bubble.current?.contains(target as Node)) return after(WAY_MS, shownRef.current);
      const control = tipped(target);
      if (control !== quiet) quiet = null;
      if (!control) return after(shownRef.current ? WAY_MS : 0, null);
      if (control === quiet || control === waitsFor) return;
      after(shownRef.current || performance.now() - hiddenAt < JUST_MS ? 0 : REST_MS, control);
    };
    const focus = ({ target }: FocusEvent) => {
      const control = tipped(target);
      if (control?.matches(':focus-visible') && control !== quiet) after(0, control);
    };
    const blur = () => after(0, null);
    const press = ({ target }: Event) => {
      quiet = tipped(target);
      after(0, null);
    };
    const key = ({ key: pressed }: KeyboardEvent) => {
      if (pressed !== 'Escape') return;
      quiet = shownRef.current;
      after(0, null);
    };
    const scroll = () => shownRef.current && after(0, null);
    const end = new AbortController();
    const options = { capture: true, passive: true, signal: end.signal };
    document.addEventListener('pointerover', over, options);
    document.documentElement.addEventListener('pointerleave', blur, { signal: end.signal });
    document.addEventListener('focusin', focus, options);
    document.addEventListener('focusout', blur, options);
    document.addEventListener('pointerdown', press, options);
    document.addEventListener('click', press, options);
    document.addEventListener('keydown', key, options);
    document.addEventListener('scroll', scroll, options);
    // What has led here came before.
    const first = document.querySelector<HTMLElement>('[data-tip]:focus-visible, [data-tip]:hover');
    if (first) after(first.matches(':focus-visible') ? 0 : REST_MS, first);
    return () => {
      clearTimeout(timer);
      end.abort();
    };
  }, []);

  return shown ? createPortal(<Bubble ref={bubble} control={shown} onGone={hide} />, document.body) : null;
}

interface BubbleProps {
  control: HTMLElement;
  ref: RefObject<HTMLDivElement | null>;
  onGone(): void;
}

function Bubble({ control, ref, onGone }: BubbleProps) {
  const id = useId();
  const [, readAgain] = useReducer((count: number) => count + 1, 0);
  const { tip, tipShortcut, tipSide } = control.dataset;
  const { refs, floatingStyles } = useFloating({
    elements: { reference: control },
    placement: (tipSide ?? 'bottom') as Placement,
    strategy: 'fixed',
    middleware: [offset(6), flip({ padding: 8 }), shift({ padding: 8 })],
    whileElementsMounted: autoUpdate,
  });
  // The control belongs to React, which may take it away or have it say something else.
  useEffect(() => {
    const watch = new MutationObserver(() => (control.isConnected ? readAgain() : onGone()));
    watch.observe(document.body, { subtree: true, childList: true, attributeFilter: ['data-tip'] });
    return () => watch.disconnect();
  }, [control, onGone]);
  useEffect(() => {
    // Its name needs no saying twice.
    if (tip === control.getAttribute('aria-label')) return;
    control.setAttribute('aria-describedby', id);
    return () => control.removeAttribute('aria-describedby');
  }, [control, tip, id]);
  return (
    <div
      ref={(element) => {
        ref.current = element;
        refs.setFloating(element);
      }}
      id={id}
      role="tooltip"
      className={styles.tooltip}
      style={floatingStyles}
    >
      {tip}
      {tipShortcut ? <kbd className={styles.shortcut}>{tipShortcut}</kbd> : null}
    </div>
  );
}
