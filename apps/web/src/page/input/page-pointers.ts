import { pageUi } from '../page-store';
import type { ScreenPoint } from '../view/camera';
import { erases, GestureRecogniser, type PointerInput } from './gestures';
import { NamePeek } from './name-peek';
import type { PointerSample } from './own-stroke';
import type { PageGestures, PagePress } from './page-gestures';

/** Wheel steps: what a notch or a trackpad's delta does to the zoom. */
const WHEEL_ZOOM = 0.0022;
const PINCH_WHEEL_ZOOM = 0.011;
const WHEEL_LINE_PX = 18;
/** How long a pointer hovers over a cell, or presses it, before the cell says who wrote in it; ms. */
const HOVER_MS = 700;
const LONG_PRESS_MS = 500;

/** Turns the browser's events of mouse, fingers, pen and wheel into gestures, points of strokes and the pointer that others see. */
export class PagePointers {
  readonly #root: HTMLElement;
  readonly #gestures: PageGestures;
  readonly #ends: (() => void)[] = [];
  readonly #peek = new NamePeek();
  /** Tells the gestures apart. */
  readonly recogniser: GestureRecogniser<PagePress>;
  /** A pen that is over the page would erase. */
  #hoverErases = false;
  #left = 0;
  #top = 0;

  /** @param root takes the events */
  constructor(root: HTMLElement, gestures: PageGestures) {
    this.#root = root;
    this.#gestures = gestures;
    this.recogniser = new GestureRecogniser(gestures);
    this.#listen();
  }

  /** Where the root lies in the window. */
  placeAt(left: number, top: number): void {
    this.#left = left;
    this.#top = top;
  }

  dispose(): void {
    for (const end of this.#ends) end();
    this.#peek.at(null);
  }

  #listen(): void {
    const root = this.#root;
    const { client, eraser, onChange } = this.#gestures;
    const on = <K extends keyof HTMLElementEventMap>(
      type: K,
      listener: (event: HTMLElementEventMap[K]) => void,
      options?: AddEventListenerOptions,
    ) => {
      root.addEventListener(type, listener, options);
      this.#ends.push(() => root.removeEventListener(type, listener, options));
    };
    on('pointerdown', (event) => this.#onDown(event));
    on('pointermove', (event) => this.#onMove(event));
    on('pointerup', (event) => this.#onUp(event));
    const cancel = ({ pointerId }: PointerEvent) => {
      this.#peek.at(null);
      this.recogniser.cancel(pointerId);
      this.#gestures.forget(pointerId);
    };
    on('pointercancel', cancel);
    on('lostpointercapture', cancel);
    on('pointerleave', (event) => {
      this.#peek.at(null);
      if (event.pointerType === 'touch' || this.recogniser.inkOf(event.pointerId)) return;
      this.#hoverErases = false;
      client.moveCursor(null, null);
      eraser.hover(null);
      onChange();
    });
    // The focus stays where keys reach the page; moving it to the cell under every stroke would also select it.
    on('mousedown', (event) => {
      if (isSurface(event.target)) event.preventDefault();
    });
    on('wheel', (event) => this.#onWheel(event), { passive: false });
    on('contextmenu', (event) => {
      if (isSurface(event.target)) event.preventDefault();
    });
    // Safari on a tablet swallows a pen's second quick stroke, as of a 4 or 7, unless touches are refused this way.
    on(
      'touchmove',
      (event) => {
        if (event.cancelable && isSurface(event.target)) event.preventDefault();
      },
      { passive: false },
    );
    // Safari zooms the whole page on a trackpad's pinch unless its own events are refused.
    for (const type of ['gesturestart', 'gesturechange'] as const) {
      const refuse = (event: Event) => event.preventDefault();
      root.addEventListener(type, refuse, { passive: false });
      this.#ends.push(() => root.removeEventListener(type, refuse));
    }
  }

  #onDown(event: PointerEvent): void {
    if (!isSurface(event.target)) return;
    if (event.pointerType === 'mouse' && event.button === 2) return;
    const gestures = this.#gestures;
    const chip = (event.target as Element).closest<HTMLElement>('[data-chip]');
    const press: PagePress = {
      ...this.#inputOf(event),
      button: event.button,
      isFirst: event.isPrimary,
      chip: chip ? Number(chip.dataset.chip) : null,
      offered: pageUi.getState().correcting,
    };
    const focused = document.activeElement as HTMLElement | null;
    if (!focused?.closest('[role="grid"]')) focused?.blur?.();
    capture(this.#root, event.pointerId);
    gestures.view.stop();
    this.recogniser.down(press);
    if (this.recogniser.mayDraw(press.id)) gestures.press(press.id, this.#sampleOf(event));
    this.#peek.at(gestures.cellAt(press), LONG_PRESS_MS);
  }

  #onMove(event: PointerEvent): void {
    const { client, eraser, mayWrite, onChange } = this.#gestures;
    const { recogniser } = this;
    const input = this.#inputOf(event);
    const surface = isSurface(event.target);
    if (recogniser.mayDraw(input.id)) {
      const coalesced = event.getCoalescedEvents?.() ?? [];
      const events = coalesced.length > 0 ? coalesced : [event];
      this.#gestures.strokeOf(input.id)?.keep(...events.map((one) => this.#sampleOf(one)));
    }
    recogniser.move(input);
    if (recogniser.isInking || recogniser.isPanning) this.#peek.at(null);
    else if (event.buttons === 0) this.#peek.at(surface ? this.#gestures.cellAt(input) : null, HOVER_MS);
    const inks = recogniser.inkOf(input.id);
    if (inks === 'drawing') {
      const predicted = event.getPredictedEvents?.() ?? [];
      this.#gestures.strokeOf(input.id)?.take(predicted.map((one) => this.#sampleOf(one)));
    } else if (inks === 'erasing') {
      eraser.wipe(input);
      onChange();
    } else if (event.pointerType !== 'touch' && mayWrite && !eraser.isDown) this.#hover(input, surface);
    // Over a toolbar one points at nothing that others could see; of several who write at one board, only the ink is seen.
    if (!surface) client.moveCursor(null, null);
    else if (event.pointerType !== 'touch' || (inks && !recogniser.isBoard)) this.#sendCursor(input);
  }

  /** Shows the eraser where it would wipe: the tool, or a pen that is turned over or held by its button. */
  #hover(input: PointerInput, surface: boolean): void {
    const { tool } = pageUi.getState();
    const wipes = tool === 'eraser' || (tool === 'pen' && erases(input));
    if (!wipes && !this.#hoverErases) return;
    this.#hoverErases = wipes;
    this.#gestures.eraser.hover(wipes && surface ? input : null);
    this.#gestures.onChange();
  }

  #onUp(event: PointerEvent): void {
    const { client, onChange } = this.#gestures;
    const { recogniser } = this;
    const input = this.#inputOf(event);
    if (recogniser.inkOf(input.id) === 'drawing') this.#gestures.strokeOf(input.id)?.keep(this.#sampleOf(event));
    recogniser.up(input);
    this.#gestures.forget(input.id);
    this.#peek.at(null);
    if (isSurface(event.target)) this.#focusSelected();
    if (event.pointerType === 'touch') {
      client.moveCursor(null, null);
      onChange();
    }
  }

  /** The cell that one has written in or tapped has the focus: keys that say which digit it is are for it. */
  #focusSelected(): void {
    const { selected, correcting } = pageUi.getState();
    if (selected === null || correcting !== null || this.recogniser.isInking) return;
    const cell = this.#root.querySelector<HTMLElement>(`#page-cell-${selected}`);
    if (cell && cell !== document.activeElement) cell.focus({ preventScroll: true });
  }

  #onWheel(event: WheelEvent): void {
    if (!isSurface(event.target)) return;
    event.preventDefault();
    const { view } = this.#gestures;
    // Under a pen that writes the paper stays where it is.
    if (view.isHeld) return;
    view.stop();
    view.choose();
    const unit =
      event.deltaMode === WheelEvent.DOM_DELTA_LINE
        ? WHEEL_LINE_PX
        : event.deltaMode === WheelEvent.DOM_DELTA_PAGE
          ? view.viewport.height
          : 1;
    const dx = event.deltaX * unit;
    const dy = event.deltaY * unit;
    if (event.ctrlKey || event.metaKey) {
      // A trackpad's pinch comes as small deltas, a wheel's notch as one of a hundred or so.
      const rate = Math.abs(dy) < 40 ? PINCH_WHEEL_ZOOM : WHEEL_ZOOM;
      view.zoomAt(this.#pointOf(event), Math.exp(-dy * rate));
    } else if (event.shiftKey && dx === 0) view.panBy(-dy, 0);
    else view.panBy(-dx, -dy);
  }

  #sendCursor(point: ScreenPoint): void {
    const { client, view, mayWrite } = this.#gestures;
    if (!mayWrite) return;
    const { x, y } = view.toPage(point);
    client.moveCursor(x, y);
  }

  #inputOf(event: PointerEvent): PointerInput {
    const kind = event.pointerType === 'touch' || event.pointerType === 'pen' ? event.pointerType : 'mouse';
    const { pointerId: id, buttons, timeStamp: at } = event;
    return { id, kind, at, buttons, size: Math.max(event.width, event.height), ...this.#pointOf(event) };
  }

  #sampleOf(event: PointerEvent): PointerSample {
    // Fingers and mice report no pressure, or a made-up one: see `pressures`.
    const pressure = event.pointerType === 'pen' && event.pressure > 0 ? event.pressure : 0.5;
    return { ...this.#pointOf(event), pressure, at: event.timeStamp };
  }

  #pointOf(event: MouseEvent): ScreenPoint {
    return { x: event.clientX - this.#left, y: event.clientY - this.#top };
  }
}

/** Events of a pointer belong to the page until it is lifted; it may have been lifted before this one was heard. */
function capture(root: HTMLElement, id: number): void {
  try {
    root.setPointerCapture(id);
  } catch {
    // Its lifting comes next.
  }
}

/** Toolbars lie in the root as well and handle their own events. */
function isSurface(target: EventTarget | null): boolean {
  return target instanceof Element && !target.closest('[data-page-control]');
}
