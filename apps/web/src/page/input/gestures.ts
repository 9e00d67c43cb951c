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
  /** As in `PointerEvent.buttons`: 2 is a pen's barrel button, 32 its eraser end. */
  buttons?: number;
  /** The longer side of what touches the screen, in CSS pixels, where the device tells it. */
  size?: number;
}

export interface PressInput extends PointerInput {
  /** As in `PointerEvent.button`: 0 primary, 1 middle, 2 secondary or a pen's barrel, 5 a pen's eraser end. */
  button: number;
  /** No other pointer of its kind is down, as the browser knows: whatever else is known of them was lifted unseen. */
  isFirst?: boolean;
}

/** What the page does about gestures. Points are CSS pixels in the viewport. */
export interface GestureHandler<Press extends PressInput = PressInput> {
  /** What a pointer that comes down here is for, by tool, role and place. @param erases by a pen's own eraser or button */
  purposeAt(point: ScreenPoint, erases: boolean): Purpose;
  /** The pen came down at `start` and has begun to move: its events from then on belong to a stroke. */
  beginStroke(start: Press): void;
  /** The stroke's pointer was lifted; the event's coalesced points are the caller's business. */
  endStroke(id: number): void;
  cancelStroke(id: number): void;
  beginErasing(start: Press): void;
  endErasing(): void;
  cancelErasing(): void;
  beginPan(): void;
  panBy(dx: number, dy: number): void;
  /** Pointers are off the page; the pan's last speed in CSS pixels per ms lets it glide out. */
  endPan(velocity: ScreenPoint): void;
  pinch(from: readonly [ScreenPoint, ScreenPoint], to: readonly [ScreenPoint, ScreenPoint]): void;
  /** What draws or erases was lifted where it came down. @param heldMs how long it was down */
  still(press: Press, purpose: 'draw' | 'erase', heldMs: number): void;
  /** A press that moves the paper was short, and moved nothing. */
  tap(press: Press): void;
  doubleTap(press: Press): void;
  /** Whether fingers move the paper from now on, for a pen has come or has been away for long. */
  fingersMove(move: boolean): void;
}

/** How far a pointer may tremble, in CSS pixels, before a press is a drag. */
const SLOP: Record<PointerKind, number> = { mouse: 2, pen: 1.5, touch: 5 };
/** A press that is held longer is not a tap. */
export const TAP_MS = 500;
const DOUBLE_TAP_MS = 320;
const DOUBLE_TAP_PX = 30;
/** A second finger within this time of the first turns a beginning stroke into a pinch; later it is a palm. */
const PINCH_GRACE_MS = 250;
/** The pan's speed is taken over this time. */
const VELOCITY_MS = 80;
/** Without a pen for so long, a finger writes again: the tablet has gone to somebody else, or the pen into a drawer. */
const PEN_AWAY_MS = 120_000;
/** On a board, what is larger than this is no fingertip, in CSS pixels: about a millimetre each there. */
const PALM_PX = 64;
/** `PointerEvent.buttons` of a pen that erases. */
const ERASING_BUTTONS = 2 | 32;

type Doing =
  /** It has not moved enough to tell a tap from a drag. */
  | { kind: 'pressed'; purpose: Purpose }
  | { kind: 'drawing' | 'erasing' }
  | { kind: 'panning'; trail: { x: number; y: number; at: number }[] }
  /** Two of them do. */
  | { kind: 'pinching' }
  /** A palm, or a pointer beside one that counts for more: nothing comes of it, whatever it does. */
  | { kind: 'resting' }
  /** It has done its part in a pinch, or was given up: no finger does anything until it is lifted. */
  | { kind: 'spent' };

/** A pointer that is down. */
interface Contact<Press> {
  readonly press: Press;
  last: PointerInput;
  does: Doing;
}

/**
 * Tells drawing, erasing, panning, pinching and tapping apart. One finger draws, two fingers pan and zoom. A pen beats every touch:
 * what fingers and palms have begun is given up, and what comes down beside it does nothing. Once a pen was seen, fingers pan and only
 * the pen draws, until it has been away for a while. On a board each contact writes for itself, and nothing moves the paper under it.
 * It decides, and a handler acts, so that tests can drive it without a page.
 */
export class GestureRecogniser<Press extends PressInput = PressInput> {
  readonly #handler: GestureHandler<Press>;
  /** In the order in which they came down. */
  readonly #contacts = new Map<number, Contact<Press>>();
  #lastTap: PressInput | null = null;
  /** When a pen was last seen; before one was, when a pointer first came. */
  #penAt: number | null = null;
  /** Fingers move the paper. Set by a pen, and by people who ask for it. */
  fingersMove = false;
  /** Somebody has said what fingers do: no pen changes it. */
  fingersChosen = false;
  /** Many write at once, each finger for itself. */
  isBoard = false;
  /** The space bar or the hand: every press pans. */
  panHeld = false;

  constructor(handler: GestureHandler<Press>) {
    this.#handler = handler;
  }

  /** No pointer is down. */
  get isIdle(): boolean {
    return this.#contacts.size === 0;
  }

  /** Whether a pointer draws, or is down and may still come to it. */
  mayDraw(id: number): boolean {
    const does = this.#contacts.get(id)?.does;
    return does?.kind === 'drawing' || (does?.kind === 'pressed' && does.purpose === 'draw');
  }

  /** Whether a pointer's moves belong to a stroke or to the eraser; null where to neither. */
  inkOf(id: number): 'drawing' | 'erasing' | null {
    const kind = this.#contacts.get(id)?.does.kind;
    return kind === 'drawing' || kind === 'erasing' ? kind : null;
  }

  /** Something is being written or erased. */
  get isInking(): boolean {
    return this.#active.some(isInking);
  }

  get isErasing(): boolean {
    return this.#active.some(({ does }) => does.kind === 'erasing');
  }

  get isPanning(): boolean {
    return this.#active.some(({ does }) => does.kind === 'panning' || does.kind === 'pinching');
  }

  down(press: Press): void {
    this.cancel(press.id);
    if (press.isFirst) for (const { press: lost } of this.#kindOf(press.kind)) this.cancel(lost.id);
    if (press.kind === 'mouse' && press.button > 1) return;
    this.#noteFingers(press);
    const does = this.isBoard ? this.#besideOthers(press) : this.#aloneOr(press);
    this.#contacts.set(press.id, { press, last: press, does });
  }

  move(input: PointerInput): void {
    const contact = this.#contacts.get(input.id);
    if (input.kind === 'pen') this.#penAt = input.at;
    if (!contact) return;
    const { press, last, does } = contact;
    contact.last = input;
    if (this.isBoard && isPalm(input)) this.#abandon(contact);
    switch (does.kind) {
      case 'pressed':
        if (contact.does === does && apart(input, press) > SLOP[press.kind]) this.#start(contact, does.purpose);
        return;
      case 'panning':
        this.#handler.panBy(input.x - last.x, input.y - last.y);
        does.trail.push({ x: input.x, y: input.y, at: input.at });
        while (does.trail.length > 1 && does.trail[0]!.at < input.at - VELOCITY_MS) does.trail.shift();
        return;
      case 'pinching': {
        const fingers = this.#active.filter((one) => one.does.kind === 'pinching');
        const to = fingers.map((finger) => finger.last) as [PointerInput, PointerInput];
        this.#handler.pinch(to.map((one) => (one === input ? last : one)) as [PointerInput, PointerInput], to);
      }
    }
  }

  up(input: PointerInput): void {
    const contact = this.#contacts.get(input.id);
    if (!contact) return;
    const { press, does } = contact;
    this.#contacts.delete(input.id);
    switch (does.kind) {
      case 'pressed': {
        const heldMs = input.at - press.at;
        if (does.purpose !== 'pan') this.#handler.still(press, does.purpose, heldMs);
        else if (heldMs <= TAP_MS) this.#tapped(press);
        return;
      }
      case 'drawing':
        this.#handler.endStroke(press.id);
        return;
      case 'erasing':
        this.#handler.endErasing();
        return;
      case 'panning':
        this.#handler.endPan(velocity(does.trail, input.at));
        return;
      case 'pinching':
        this.#endPinch('spent');
    }
  }

  /**
   * The browser took the pointer away. What a pen or a mouse has written is kept, for whoever wrote it meant it; what a finger has begun
   * is a palm's, or belongs to a gesture of the system.
   */
  cancel(id: number): void {
    const contact = this.#contacts.get(id);
    if (!contact) return;
    this.#contacts.delete(id);
    if (contact.does.kind === 'drawing' && contact.press.kind !== 'touch') this.#handler.endStroke(id);
    else if (contact.does.kind === 'pinching') this.#endPinch('spent');
    else this.#abandon(contact);
  }

  /** Gives up whatever is going on, as Escape does. */
  reset(): void {
    for (const contact of this.#active) this.#abandon(contact, 'spent');
  }

  /** Contacts of which something comes or may come. */
  get #active(): Contact<Press>[] {
    return [...this.#contacts.values()].filter(({ does }) => does.kind !== 'resting' && does.kind !== 'spent');
  }

  #kindOf(kind: PointerKind): Contact<Press>[] {
    return [...this.#contacts.values()].filter(({ press }) => press.kind === kind);
  }

  #noteFingers({ kind, at }: Press): void {
    this.#penAt ??= at;
    const isAway = at - this.#penAt > PEN_AWAY_MS;
    if (kind === 'pen') this.#penAt = at;
    if (this.fingersChosen) return;
    if (kind === 'pen' && !this.fingersMove) this.#letFingersMove(true);
    if (kind === 'touch' && this.fingersMove && isAway) this.#letFingersMove(false);
  }

  #letFingersMove(move: boolean): void {
    this.fingersMove = move;
    this.#handler.fingersMove(move);
  }

  /** What a pointer does that comes down where one person writes. */
  #aloneOr(press: Press): Doing {
    const active = this.#active;
    const fingers = active.filter((contact) => contact.press.kind === 'touch');
    const [first, second] = fingers;
    if (active.length > fingers.length) return { kind: 'resting' };
    if (press.kind === 'touch') {
      if (second || this.#kindOf('touch').some(({ does }) => does.kind === 'spent')) return { kind: 'spent' };
      if (first) {
        if (isInking(first) && press.at - first.press.at > PINCH_GRACE_MS) return { kind: 'resting' };
        this.#abandon(first);
        first.does = { kind: 'pinching' };
        this.#handler.beginPan();
        return { kind: 'pinching' };
      }
    } else if (first) {
      if (press.kind === 'mouse') return { kind: 'resting' };
      for (const finger of fingers) this.#abandon(finger);
    }
    if (press.kind === 'pen') {
      // Fingers that were spent are palms by now.
      for (const finger of this.#kindOf('touch')) finger.does = { kind: 'resting' };
    }
    return { kind: 'pressed', purpose: this.#purposeOf(press) };
  }

  /** What a pointer does that comes down where many write. */
  #besideOthers(press: Press): Doing {
    if (isPalm(press)) return { kind: 'resting' };
    const purpose = this.#purposeOf(press);
    const active = this.#active;
    if (purpose === 'pan') {
      if (active.length > 0) return { kind: 'resting' };
    } else {
      // There is one eraser, and who writes beats who moves the paper.
      if (purpose === 'erase' && active.some(isOf('erase'))) return { kind: 'resting' };
      for (const contact of active) if (!isInking(contact) && !isOf('draw', 'erase')(contact)) this.#abandon(contact);
    }
    return { kind: 'pressed', purpose };
  }

  #purposeOf(press: Press): Purpose {
    if (this.panHeld || press.button === 1) return 'pan';
    if (press.kind === 'touch' && this.fingersMove && !this.isBoard) return 'pan';
    return this.#handler.purposeAt(press, erases(press));
  }

  #start(contact: Contact<Press>, intended: Purpose): void {
    const { press, last } = contact;
    // A pen's button may be pressed a moment after its tip.
    const purpose = intended === 'draw' && erases(last) ? this.#handler.purposeAt(press, true) : intended;
    if (purpose === 'draw') {
      contact.does = { kind: 'drawing' };
      this.#handler.beginStroke(press);
    } else if (purpose === 'erase') {
      if (this.isErasing) {
        contact.does = { kind: 'resting' };
        return;
      }
      contact.does = { kind: 'erasing' };
      this.#handler.beginErasing(press);
    } else {
      contact.does = { kind: 'panning', trail: [{ x: last.x, y: last.y, at: last.at }] };
      this.#handler.beginPan();
      this.#handler.panBy(last.x - press.x, last.y - press.y);
    }
  }

  #abandon(contact: Contact<Press>, to: 'resting' | 'spent' = 'resting'): void {
    const { kind } = contact.does;
    if (kind === 'pinching') {
      this.#endPinch(to);
      return;
    }
    contact.does = { kind: to };
    if (kind === 'drawing') this.#handler.cancelStroke(contact.press.id);
    if (kind === 'erasing') this.#handler.cancelErasing();
    if (kind === 'panning') this.#handler.endPan({ x: 0, y: 0 });
  }

  #endPinch(to: 'resting' | 'spent'): void {
    for (const contact of this.#contacts.values()) if (contact.does.kind === 'pinching') contact.does = { kind: to };
    this.#handler.endPan({ x: 0, y: 0 });
  }

  #tapped(press: Press): void {
    const last = this.#lastTap;
    const again = last && press.at - last.at < DOUBLE_TAP_MS && apart(press, last) < DOUBLE_TAP_PX;
    this.#lastTap = again ? null : press;
    if (again) this.#handler.doubleTap(press);
    else this.#handler.tap(press);
  }
}

/** Whether a pen's barrel button or its other end makes it an eraser. */
export function erases({ kind, button, buttons = 0 }: Partial<PressInput>): boolean {
  return kind === 'pen' && (button === 2 || button === 5 || (buttons & ERASING_BUTTONS) !== 0);
}

function isPalm({ kind, size = 0 }: PointerInput): boolean {
  return kind === 'touch' && size > PALM_PX;
}

function isInking({ does }: Contact<PressInput>): boolean {
  return does.kind === 'drawing' || does.kind === 'erasing';
}

/** Whether a contact is for one of these purposes, as far as it has not begun yet; an eraser that wipes is for erasing. */
function isOf(...purposes: Purpose[]) {
  return ({ does }: Contact<PressInput>) =>
    does.kind === 'pressed' ? purposes.includes(does.purpose) : does.kind === 'erasing' && purposes.includes('erase');
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
