import type { ScreenPoint } from '../view/camera';

export type PointerKind = 'mouse' | 'touch' | 'pen';

/** What a press of the primary button, a finger or a pen's tip is for. */
export type Purpose = 'draw' | 'erase' | 'pan';

/** One pointer event as the recogniser needs it. */
export interface PointerInput extends ScreenPoint {
  id: number;
  kind: PointerKind;
  /** ms, any origin. */
  at: number;
}

export interface PressInput extends PointerInput {
  /** As in `PointerEvent.button`: 0 primary, 1 middle, 2 secondary, 5 a pen's eraser end. */
  button: number;
}

/** What the page does about gestures. Points are CSS pixels in the viewport. */
export interface GestureHandler {
  /** What a pointer that comes down here is for, by tool, role and place. */
  purposeAt(point: ScreenPoint): Purpose;
  /** The pen came down at `start` and has begun to move: its events from then on belong to a stroke. */
  beginStroke(start: PressInput): void;
  /** The stroke's pointer moved; the event's coalesced points are the caller's business. */
  endStroke(): void;
  cancelStroke(): void;
  beginErasing(start: PressInput): void;
  endErasing(): void;
  cancelErasing(): void;
  beginPan(): void;
  panBy(dx: number, dy: number): void;
  /** Pointers are off the page; the pan's last speed in CSS pixels per ms lets it glide out. */
  endPan(velocity: ScreenPoint): void;
  pinch(from: readonly [ScreenPoint, ScreenPoint], to: readonly [ScreenPoint, ScreenPoint]): void;
  tap(point: PressInput): void;
  doubleTap(point: PressInput): void;
  /** A pen was seen for the first time: fingers pan from now on. */
  penSeen(): void;
}

/** How far a pointer may tremble, in CSS pixels, before a press is a drag. */
const SLOP: Record<PointerKind, number> = { mouse: 2, pen: 1.5, touch: 5 };
/** A press that is held longer is not a tap. */
const TAP_MS = 500;
const DOUBLE_TAP_MS = 320;
const DOUBLE_TAP_PX = 30;
/** A second finger within this time of the first turns a beginning stroke into a pinch; later it is a palm. */
const PINCH_GRACE_MS = 250;
/** The pan's speed is taken over this time. */
const VELOCITY_MS = 80;

type State =
  | { kind: 'idle' }
  /** One pointer is down and has not moved enough to tell a tap from a drag. */
  | { kind: 'pressed'; press: PressInput; purpose: Purpose }
  | { kind: 'drawing' | 'erasing'; press: PressInput }
  | { kind: 'panning'; press: PressInput; last: ScreenPoint; trail: { x: number; y: number; at: number }[] }
  | { kind: 'pinching'; fingers: [PointerInput, PointerInput] }
  /** Two fingers were down and one has left: nothing more happens until all have. */
  | { kind: 'spent' };

/**
 * Tells drawing, erasing, panning, pinching and tapping apart. One finger draws, two fingers pan and zoom; once a pen was
 * seen, fingers pan and only the pen draws, so that a resting palm leaves no ink. It decides, and a handler acts, so that
 * tests can drive it without a page.
 */
export class GestureRecogniser {
  readonly #handler: GestureHandler;
  #state: State = { kind: 'idle' };
  readonly #touches = new Map<number, PointerInput>();
  #lastTap: PressInput | null = null;
  /** Fingers pan. Set by the first pen, and by people who ask for it. */
  penOnly = false;
  /** The space bar or the hand: every press pans. */
  panHeld = false;

  constructor(handler: GestureHandler) {
    this.#handler = handler;
  }

  /** Id of the pointer whose press it follows, or null: where a pen writes, a palm beside it is not followed. */
  get pressPointer(): number | null {
    return 'press' in this.#state ? this.#state.press.id : null;
  }

  /** Id of the pointer whose moves belong to a stroke or the eraser, or null. */
  get inkPointer(): number | null {
    return this.#state.kind === 'drawing' || this.#state.kind === 'erasing' ? this.#state.press.id : null;
  }

  get isPanning(): boolean {
    return this.#state.kind === 'panning' || this.#state.kind === 'pinching';
  }

  down(input: PressInput): void {
    if (input.kind === 'pen' && !this.penOnly) {
      this.penOnly = true;
      this.#handler.penSeen();
    }
    if (input.kind === 'touch') {
      this.#touches.set(input.id, input);
      if (this.#touches.size > 1) {
        this.#anotherFinger(input);
        return;
      }
    }
    const state = this.#state;
    if (state.kind !== 'idle' && state.kind !== 'spent') {
      // A pen beats the palm that came down before it; every other second pointer is ignored.
      const palmFirst = input.kind === 'pen' && state.kind !== 'pinching' && state.press.kind === 'touch';
      if (!palmFirst) return;
      this.#abandon();
    }
    if (input.button === 2) return;
    this.#state = { kind: 'pressed', press: input, purpose: this.#purposeOf(input) };
  }

  move(input: PointerInput): void {
    const before = this.#touches.get(input.id);
    if (before) this.#touches.set(input.id, { ...before, ...input });
    const state = this.#state;
    switch (state.kind) {
      case 'pressed':
        if (input.id === state.press.id && apart(input, state.press) > SLOP[state.press.kind])
          this.#start(state, input);
        return;
      case 'panning':
        if (input.id !== state.press.id) return;
        this.#handler.panBy(input.x - state.last.x, input.y - state.last.y);
        state.last = input;
        state.trail.push({ x: input.x, y: input.y, at: input.at });
        while (state.trail.length > 1 && state.trail[0]!.at < input.at - VELOCITY_MS) state.trail.shift();
        return;
      case 'pinching': {
        const moved = state.fingers.map((finger) => (finger.id === input.id ? input : finger)) as [
          PointerInput,
          PointerInput,
        ];
        this.#handler.pinch(state.fingers, moved);
        state.fingers = moved;
      }
    }
  }

  up(input: PointerInput): void {
    this.#touches.delete(input.id);
    const state = this.#state;
    switch (state.kind) {
      case 'pressed':
        if (input.id !== state.press.id) return;
        this.#state = { kind: 'idle' };
        if (input.at - state.press.at <= TAP_MS) this.#tapped(state.press);
        return;
      case 'drawing':
      case 'erasing':
        if (input.id !== state.press.id) return;
        this.#state = { kind: 'idle' };
        if (state.kind === 'drawing') this.#handler.endStroke();
        else this.#handler.endErasing();
        return;
      case 'panning':
        if (input.id !== state.press.id) return;
        this.#state = { kind: 'idle' };
        this.#handler.endPan(velocity(state.trail, input.at));
        return;
      case 'pinching':
        if (!state.fingers.some((finger) => finger.id === input.id)) return;
        this.#handler.endPan({ x: 0, y: 0 });
        this.#state = this.#touches.size > 0 ? { kind: 'spent' } : { kind: 'idle' };
        return;
      case 'spent':
        if (this.#touches.size === 0) this.#state = { kind: 'idle' };
    }
  }

  /** The browser took the pointer away (a palm, a system gesture): what it had begun is cancelled. */
  cancel(id: number): void {
    this.#touches.delete(id);
    const state = this.#state;
    const concerned =
      state.kind === 'pinching'
        ? state.fingers.some((finger) => finger.id === id)
        : state.kind !== 'idle' && state.kind !== 'spent' && state.press.id === id;
    if (concerned) this.#abandon();
    if (this.#state.kind === 'spent' && this.#touches.size === 0) this.#state = { kind: 'idle' };
  }

  /** Gives up whatever is going on, as Escape does. */
  reset(): void {
    this.#abandon();
    if (this.#touches.size > 0) this.#state = { kind: 'spent' };
  }

  #purposeOf(input: PressInput): Purpose {
    if (this.panHeld || input.button === 1) return 'pan';
    if (input.kind === 'touch' && this.penOnly) return 'pan';
    const purpose = this.#handler.purposeAt(input);
    return purpose === 'draw' && input.button === 5 ? 'erase' : purpose;
  }

  #start({ press, purpose }: { press: PressInput; purpose: Purpose }, input: PointerInput): void {
    if (purpose === 'draw') {
      this.#state = { kind: 'drawing', press };
      this.#handler.beginStroke(press);
    } else if (purpose === 'erase') {
      this.#state = { kind: 'erasing', press };
      this.#handler.beginErasing(press);
    } else {
      this.#state = { kind: 'panning', press, last: input, trail: [{ x: input.x, y: input.y, at: input.at }] };
      this.#handler.beginPan();
      this.#handler.panBy(input.x - press.x, input.y - press.y);
    }
  }

  #anotherFinger(input: PressInput): void {
    const state = this.#state;
    if (state.kind === 'pinching' || state.kind === 'spent') return;
    if (state.kind !== 'idle') {
      if (state.press.kind !== 'touch') return;
      const writing = state.kind === 'drawing' || state.kind === 'erasing';
      if (writing && input.at - state.press.at > PINCH_GRACE_MS) return;
      this.#abandon();
    }
    const fingers = [...this.#touches.values()].slice(-2) as [PointerInput, PointerInput];
    this.#state = { kind: 'pinching', fingers };
    this.#handler.beginPan();
  }

  #abandon(): void {
    const { kind } = this.#state;
    this.#state = { kind: 'idle' };
    if (kind === 'drawing') this.#handler.cancelStroke();
    if (kind === 'erasing') this.#handler.cancelErasing();
    if (kind === 'panning' || kind === 'pinching') this.#handler.endPan({ x: 0, y: 0 });
  }

  #tapped(press: PressInput): void {
    const last = this.#lastTap;
    const again = last && press.at - last.at < DOUBLE_TAP_MS && apart(press, last) < DOUBLE_TAP_PX;
    this.#lastTap = again ? null : press;
    if (again) this.#handler.doubleTap(press);
    else this.#handler.tap(press);
  }
}

function apart(a: ScreenPoint, b: ScreenPoint): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function velocity(trail: readonly { x: number; y: number; at: number }[], now: number): ScreenPoint {
  const first = trail[0];
  const last = trail.at(-1);
  if (!first || !last || now - last.at > VELOCITY_MS || last.at === first.at) return { x: 0, y: 0 };
  return { x: (last.x - first.x) / (last.at - first.at), y: (last.y - first.y) / (last.at - first.at) };
}
