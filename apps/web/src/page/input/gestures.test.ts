import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GestureHandler, GestureRecogniser, type PointerKind, type PressInput, type Purpose } from './gestures';

const KINDS: Readonly<Record<string, PointerKind>> = { f: 'touch', p: 'pen', m: 'mouse' };
const BUTTONS: Readonly<Record<string, Partial<PressInput>>> = {
  barrel: { button: 2, buttons: 2 },
  end: { button: 5, buttons: 32 },
  middle: { button: 1, buttons: 4 },
  right: { button: 2, buttons: 2 },
  palm: { size: 90 },
  first: { isFirst: true },
};

interface Setting {
  /** What a pointer is for at a place. */
  purpose?: Purpose | ((x: number) => Purpose);
  board?: boolean;
  fingersMove?: boolean;
  panHeld?: boolean;
}

/**
 * Plays a sequence of events. Each takes ten ms: `f1+ 20,0` finger 1 comes down there, `f1> 20,0` moves there, `f1-` is lifted, `f1x` is
 * taken away by the browser, `@900` lets time come to 900 ms, `esc` gives everything up. `p` is a pen, `m` a mouse; words that follow
 * say how it is held.
 */
function play(sequence: string, { purpose = 'draw', ...setting }: Setting = {}) {
  const calls: string[] = [];
  const note = (name: string) => (arg?: unknown) => {
    calls.push(
      typeof arg === 'object' && arg && 'id' in arg
        ? `${name} ${arg.id}`
        : `${name}${typeof arg === 'number' || typeof arg === 'boolean' ? ` ${arg}` : ''}`,
    );
  };
  const handler: GestureHandler = {
    purposeAt({ x }, erases) {
      const here = typeof purpose === 'string' ? purpose : purpose(x);
      return here === 'draw' && erases ? 'erase' : here;
    },
    beginStroke: note('begin'),
    endStroke: note('end'),
    cancelStroke: note('cancel'),
    beginErasing: note('wipe'),
    endErasing: note('wiped'),
    cancelErasing: note('spare'),
    beginPan: note('pan'),
    panBy: (dx, dy) => calls.push(`by ${dx},${dy}`),
    endPan: () => calls.push('still'),
    pinch: () => calls.push('pinch'),
    still: ({ id }, what) => calls.push(what === 'draw' ? `dot ${id}` : `rub ${id}`),
    tap: note('tap'),
    doubleTap: note('double'),
    fingersMove: note('fingersMove'),
  };
  const gestures = new GestureRecogniser(handler);
  gestures.isBoard = setting.board ?? false;
  gestures.fingersMove = setting.fingersMove ?? false;
  gestures.panHeld = setting.panHeld ?? false;
  let at = 0;
  const places = new Map<number, { x: number; y: number }>();
  for (const [, step] of sequence.matchAll(
    /\s*((?:@|\S)\S*(?: -?\d+,-?\d+)?(?: (?:barrel|end|middle|right|palm|first))*)/g,
  )) {
    const [word, ...rest] = step!.split(' ');
    at += 10;
    if (word === 'esc') gestures.reset();
    else if (word!.startsWith('@')) at = Number(word!.slice(1));
    else {
      const [, letter, digit, verb] = /^([fpm])(\d)([+>x-])$/.exec(word!)!;
      const kind = KINDS[letter!]!;
      const id = { touch: 0, pen: 50, mouse: 90 }[kind] + Number(digit);
      const more = Object.assign({}, ...rest.map((one) => BUTTONS[one] ?? {}));
      const place = rest
        .find((one) => one.includes(','))
        ?.split(',')
        .map(Number);
      if (place) places.set(id, { x: place[0]!, y: place[1]! });
      const input = { id, kind, at, button: 0, ...places.get(id)!, ...more };
      if (verb === '+') gestures.down(input);
      else if (verb === '>') gestures.move(input);
      else if (verb === '-') gestures.up(input);
      else gestures.cancel(id);
    }
  }
  return { calls: calls.join(' | '), gestures };
}

const FINGER = 'f1+ 0,0 f1> 20,0';
const PEN = 'p1+ 200,200 p1> 210,200 p1-';
/** A cell, with the desk to its right. */
const CELL = (x: number): Purpose => (x < 1_000 ? 'draw' : 'pan');

describe('what hands do', () => {
  it.each<[name: string, sequence: string, expected: string, setting?: Setting]>([
    // One hand
    ['a mouse that has moved writes', 'm1+ 0,0 m1> 1,0 m1> 9,0 m1-', 'begin 91 | end 91'],
    ['a finger that has moved writes', `${FINGER} f1-`, 'begin 1 | end 1'],
    ['a pen writes, and fingers move the paper from then on', PEN, 'fingersMove true | begin 51 | end 51'],
    ['a still press of a mouse is a dot', 'm1+ 0,0 m1> 1,0 m1-', 'dot 91'],
    ['a still press of a finger is a dot', 'f1+ 0,0 f1> 3,0 f1-', 'dot 1'],
    ['a still press of a pen is a dot', 'p1+ 0,0 p1-', 'fingersMove true | dot 51'],
    ['a long still press is a dot', 'p1+ 0,0 @2000 p1-', 'fingersMove true | dot 51'],
    ['two taps of a pen are two dots', 'p1+ 5,5 p1- p1+ 5,5 p1-', 'fingersMove true | dot 51 | dot 51'],
    ['two taps of a finger that writes are two dots', 'f1+ 5,5 f1- f2+ 5,5 f2-', 'dot 1 | dot 2'],
    ['an eraser rubs where it is pressed', 'm1+ 0,0 m1-', 'rub 91', { purpose: 'erase' }],
    ['a finger taps what it moves', 'f1+ 0,0 f1-', 'tap 1', { purpose: 'pan' }],
    ['two quick taps are a double one', 'f1+ 0,0 f1- f1+ 2,0 f1-', 'tap 1 | double 1', { purpose: 'pan' }],
    ['two slow taps are not', 'f1+ 0,0 f1- @800 f1+ 2,0 f1-', 'tap 1 | tap 1', { purpose: 'pan' }],
    ['a long press on the desk is no tap', 'f1+ 0,0 @900 f1-', '', { purpose: 'pan' }],
    ['the middle button moves the paper', 'm1+ 0,0 middle m1> 10,5 m1-', 'pan | by 10,5 | still'],
    ['the space bar moves the paper', 'm1+ 0,0 m1> 0,7 m1-', 'pan | by 0,7 | still', { panHeld: true }],
    ['the other button of a mouse does nothing', 'm1+ 0,0 right m1> 50,0 m1-', ''],
    // What a pen is held by
    ['the other end of a pen erases', 'p1+ 0,0 end p1> 10,0 end p1-', 'fingersMove true | wipe 51 | wiped'],
    ['a barrel button erases', 'p1+ 0,0 barrel p1> 10,0 barrel p1-', 'fingersMove true | wipe 51 | wiped'],
    ['also one pressed after the tip', 'p1+ 0,0 p1> 10,0 barrel p1-', 'fingersMove true | wipe 51 | wiped'],
    [
      'but no stroke turns into an eraser',
      'p1+ 0,0 p1> 10,0 p1> 20,0 barrel p1-',
      'fingersMove true | begin 51 | end 51',
    ],
    ['a barrel button rubs where it is pressed', 'p1+ 0,0 barrel p1-', 'fingersMove true | rub 51'],
    // Two fingers
    [
      'a second finger turns a beginning stroke into a pinch, and what is left of it does nothing',
      `${FINGER} f2+ 100,0 f2> 120,0 f2- f1> 40,40 f1-`,
      'begin 1 | cancel 1 | pan | pinch | still',
    ],
    ['a late second finger is a palm', `${FINGER} @900 f2+ 100,0 f2> 120,0 f2- f1-`, 'begin 1 | end 1'],
    [
      'a palm that stays is beside the next stroke too',
      `${FINGER} @900 f2+ 100,0 f1- f3+ 0,0 f3> 20,0 f3-`,
      'begin 1 | end 1 | begin 3 | end 3',
    ],
    ['a third finger adds nothing to a pinch', 'f1+ 0,0 f2+ 50,0 f3+ 90,0 f3> 99,9 f3- f2- f1-', 'pan | still'],
    ['a pinch that the browser takes away ends', 'f1+ 0,0 f2+ 50,0 f1x f2> 90,0 f2-', 'pan | still'],
    [
      'after a pinch a new finger waits for the old',
      'f1+ 0,0 f2+ 50,0 f2- f3+ 9,9 f3> 60,9 f3- f1- f1+ 0,0 f1> 9,0 f1-',
      'pan | still | begin 1 | end 1',
    ],
    // A pen beats every touch
    ['a palm before the pen', `f1+ 0,0 ${PEN} f1-`, 'fingersMove true | begin 51 | end 51'],
    [
      'a palm that has written',
      `${FINGER} ${PEN} f1> 50,0 f1-`,
      'begin 1 | fingersMove true | cancel 1 | begin 51 | end 51',
    ],
    ['two resting contacts', `f1+ 0,0 f2+ 60,0 ${PEN} f1- f2-`, 'pan | fingersMove true | still | begin 51 | end 51'],
    [
      'a pinch under way',
      `f1+ 0,0 f2+ 60,0 f2> 90,0 p1+ 200,200 f2> 120,0 f1> 5,5 p1> 210,200 p1- f1- f2-`,
      'pan | pinch | fingersMove true | still | begin 51 | end 51',
    ],
    [
      'what is left of a pinch',
      `f1+ 0,0 f2+ 60,0 f2- ${PEN} f1-`,
      'pan | still | fingersMove true | begin 51 | end 51',
    ],
    [
      'a finger that moves the paper',
      `f1+ 0,0 f1> 20,0 ${PEN} f1> 90,0 f1-`,
      'pan | by 20,0 | still | begin 51 | end 51',
      { fingersMove: true },
    ],
    [
      'a palm after the pen',
      'p1+ 200,200 f1+ 0,0 f1> 50,0 p1> 210,200 p1- f1> 90,0 f1-',
      'fingersMove true | begin 51 | end 51',
    ],
    [
      'two contacts after the pen',
      'p1+ 200,200 f1+ 0,0 f2+ 50,0 f2> 90,0 p1> 210,200 f1- f2- p1-',
      'fingersMove true | begin 51 | end 51',
    ],
    [
      'a finger beside a palm that stays',
      `f1+ 0,0 ${PEN} f2+ 0,0 f2> 30,0 f2- f1-`,
      'fingersMove true | begin 51 | end 51 | pan | by 30,0 | still',
    ],
    [
      'but not another pen, nor a mouse',
      'm1+ 0,0 m1> 20,0 p1+ 200,200 p1> 210,200 p1- m1-',
      'begin 91 | fingersMove true | end 91',
    ],
    // Fingers and a pen in turns
    [
      'fingers move the paper beside a pen',
      `${PEN} f1+ 0,0 f1> 30,0 f1-`,
      'fingersMove true | begin 51 | end 51 | pan | by 30,0 | still',
    ],
    [
      'and write again once it has been away',
      `${PEN} @200000 f1+ 0,0 f1> 30,0 f1-`,
      'fingersMove true | begin 51 | end 51 | fingersMove false | begin 1 | end 1',
    ],
    [
      'a pen that is only near is not away',
      'p1+ 0,0 p1- @100000 p1> 1,1 @200000 f1+ 0,0 f1> 30,0 f1-',
      'fingersMove true | dot 51 | pan | by 30,0 | still',
    ],
    // What the browser takes away
    ['a pen’s stroke is kept', 'p1+ 0,0 p1> 10,0 p1x', 'fingersMove true | begin 51 | end 51'],
    ['a mouse’s stroke is kept', 'm1+ 0,0 m1> 10,0 m1x', 'begin 91 | end 91'],
    ['a finger’s is not', `${FINGER} f1x f2+ 0,0 f2> 50,0`, 'begin 1 | cancel 1 | begin 2'],
    ['a press that had not moved leaves nothing', 'p1+ 0,0 p1x p1-', 'fingersMove true'],
    ['an eraser spares what it has touched', 'm1+ 0,0 m1> 10,0 m1x', 'wipe 91 | spare', { purpose: 'erase' }],
    [
      'a stroke whose end was never told is kept by the next',
      'p1+ 0,0 p1> 10,0 p2+ 50,0 first p2> 60,0 p2-',
      'fingersMove true | begin 51 | end 51 | begin 52 | end 52',
    ],
    [
      'also where it is the same pen that comes again',
      'p1+ 0,0 p1> 10,0 p1+ 50,0 p1> 60,0 p1-',
      'fingersMove true | begin 51 | end 51 | begin 51 | end 51',
    ],
    [
      'a finger whose end was never told is forgotten by the next',
      'f1+ 0,0 @5000 f2+ 0,0 first f2> 20,0 f2-',
      'begin 2 | end 2',
    ],
    [
      'Escape gives up, and the pointer does nothing until it is lifted',
      'm1+ 0,0 m1> 10,0 esc m1> 30,0 m1- m1+ 0,0 m1-',
      'begin 91 | cancel 91 | dot 91',
    ],
    ['Escape ends a pinch', 'f1+ 0,0 f2+ 50,0 esc f2> 90,0 f1- f2-', 'pan | still'],
    // At a board
    [
      'three fingers write at once',
      'f1+ 0,0 f2+ 300,0 f1> 20,0 f3+ 600,0 f2> 330,0 f3> 630,0 f2- f1- f3-',
      'begin 1 | begin 2 | begin 3 | end 2 | end 1 | end 3',
      { board: true },
    ],
    [
      'a pen writes beside fingers',
      `${FINGER} p1+ 200,200 p1> 210,200 f1> 40,0 p1- f1-`,
      'begin 1 | fingersMove true | begin 51 | end 51 | end 1',
      { board: true },
    ],
    ['fingers write though a pen was seen', `${FINGER} f1-`, 'begin 1 | end 1', { board: true, fingersMove: true }],
    ['a palm writes nothing', 'f1+ 0,0 palm f1> 50,0 palm f1-', '', { board: true }],
    [
      'a finger that becomes a palm takes back what it wrote',
      `${FINGER} f1> 30,0 palm f1-`,
      'begin 1 | cancel 1',
      { board: true },
    ],
    [
      'a palm is a finger where one person writes, for phones are held close',
      'f1+ 0,0 palm f1> 50,0 palm f1-',
      'begin 1 | end 1',
    ],
    [
      'who writes beats who moves the paper',
      'f1+ 1100,0 f1> 1150,0 f2+ 0,0 f1> 1200,0 f2> 20,0 f1- f2-',
      'pan | by 50,0 | still | begin 2 | end 2',
      { board: true, purpose: CELL },
    ],
    [
      'nobody moves the paper under who writes',
      `${FINGER} f2+ 1100,0 f2> 1150,0 f2- f1-`,
      'begin 1 | end 1',
      { board: true, purpose: CELL },
    ],
    [
      'there is one eraser',
      'f1+ 0,0 f1> 20,0 f2+ 50,0 f2> 80,0 f2- f1-',
      'wipe 1 | wiped',
      { board: true, purpose: 'erase' },
    ],
    ['each finger dots', 'f1+ 0,0 f2+ 300,0 f1- f2-', 'dot 1 | dot 2', { board: true }],
  ])('%s', (_name, sequence, expected, setting) => {
    expect(play(sequence, setting).calls).toBe(expected);
  });
});

describe('whatever hands do', () => {
  /** Pointers that may be down at once. */
  const POINTERS = ['f1', 'f2', 'f3', 'p1', 'p2', 'm1'];
  const step = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        who: fc.constantFrom(...POINTERS),
        does: fc.constant('+' as const),
        x: fc.nat(1400),
        how: fc.constantFrom('', '', '', 'barrel', 'palm'),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        who: fc.constantFrom(...POINTERS),
        does: fc.constant('>' as const),
        x: fc.nat(1400),
        how: fc.constantFrom('', '', '', '', 'palm'),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        who: fc.constantFrom(...POINTERS),
        does: fc.constantFrom('-' as const, 'x' as const),
        x: fc.nat(1400),
        how: fc.constant(''),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        who: fc.constant(''),
        does: fc.constantFrom('wait' as const, 'escape' as const),
        x: fc.nat(1400),
        how: fc.constant(''),
      }),
    },
  );
  const setting = fc.record({
    isBoard: fc.boolean(),
    fingersMove: fc.boolean(),
    fingersChosen: fc.boolean(),
    desk: fc.boolean(),
  });

  it('no pen stroke is lost, no palm leaves ink, nothing moves under a pen, and nothing stays behind', () => {
    fc.assert(
      fc.property(setting, fc.array(step, { maxLength: 60, size: 'max' }), ({ desk, ...mode }, steps) => {
        const kindOf = (id: number): PointerKind => (id > 90 ? 'mouse' : id > 50 ? 'pen' : 'touch');
        /** Pointers that the browser says are down; whether it is a pen that nothing may keep from writing, and whether it has moved. */
        const down = new Map<number, { freePen: boolean; moved: boolean; x: number }>();
        const open = new Set<number>();
        const kept: number[] = [];
        let wiping = false;
        let panning = 0;
        let event = '';
        const stays = () => {
          expect(open.size === 0 && !wiping, `the paper moved under ink at ${event}`).toBe(true);
          const pens = [...down].filter(([, { freePen }]) => freePen);
          if (!mode.isBoard) expect(pens, `the paper moved under a pen at ${event}`).toEqual([]);
        };
        const handler: GestureHandler = {
          purposeAt: ({ x }, erases) => (desk && x > 1_000 ? 'pan' : erases ? 'erase' : 'draw'),
          beginStroke({ id, x }) {
            expect(desk && x > 1_000, 'ink begins in cells').toBe(false);
            expect(down.has(id) && !open.has(id)).toBe(true);
            if (!mode.isBoard) expect(open.size, 'one person writes one stroke').toBe(0);
            expect(panning).toBe(0);
            open.add(id);
          },
          endStroke(id) {
            expect(open.delete(id)).toBe(true);
            if (event === 'x') expect(kindOf(id), 'a cancelled palm leaves no ink').not.toBe('touch');
            kept.push(id);
          },
          cancelStroke(id) {
            expect(open.delete(id)).toBe(true);
            if (event !== 'escape') expect(kindOf(id), 'what a pen or a mouse has written is kept').toBe('touch');
          },
          beginErasing() {
            expect(wiping).toBe(false);
            wiping = true;
          },
          endErasing() {
            wiping = false;
          },
          cancelErasing() {
            wiping = false;
          },
          beginPan: () => void panning++,
          panBy: stays,
          pinch: stays,
          endPan: () => void panning--,
          still: () => {},
          tap: () => {},
          doubleTap: () => {},
          fingersMove: () => {},
        };
        const gestures = Object.assign(new GestureRecogniser(handler), mode);
        let at = 0;
        const lift = (id: number, does: '-' | 'x', x: number) => {
          const known = down.get(id);
          if (!known) return;
          event = does;
          const before = kept.length;
          const wrote = open.has(id);
          down.delete(id);
          if (does === '-') gestures.up({ id, kind: kindOf(id), x, y: 0, at, buttons: 0 });
          else gestures.cancel(id);
          if (known.freePen && known.moved) {
            expect(wrote, 'a pen that was moved has written').toBe(true);
            expect(kept.slice(before)).toEqual([id]);
          }
        };
        for (const { who, does, x, how } of steps) {
          at += does === 'wait' ? 400 : 10;
          if (does === 'wait') continue;
          if (does === 'escape') {
            event = does;
            gestures.reset();
            for (const pointer of down.values()) pointer.freePen = false;
            expect({ open: [...open], wiping, panning }).toEqual({ open: [], wiping: false, panning: 0 });
            continue;
          }
          const id = { f: 0, p: 50, m: 90 }[who[0] as 'f' | 'p' | 'm'] + Number(who[1]);
          const kind = kindOf(id);
          const input = { id, kind, x, y: 0, at, buttons: how === 'barrel' ? 2 : 1, size: how === 'palm' ? 90 : 10 };
          event = does;
          if (does === '+') {
            if (down.has(id)) lift(id, 'x', x);
            event = '+';
            const others = !mode.isBoard && [...down.keys()].some((other) => kindOf(other) !== 'touch');
            const isFree = kind === 'pen' && how === '' && !others && !(desk && x > 1_000);
            down.set(id, { freePen: isFree, moved: false, x });
            gestures.down({ ...input, button: how === 'barrel' ? 2 : 0 });
          } else if (does === '>') {
            const pressed = down.get(id);
            if (!pressed) continue;
            pressed.moved ||= Math.abs(x - pressed.x) > 1.5;
            gestures.move(input);
          } else lift(id, does, x);
        }
        for (const id of [...down.keys()]) lift(id, '-', 0);
        expect(gestures.isIdle).toBe(true);
        expect({
          open: [...open],
          wiping,
          panning,
          isInking: gestures.isInking,
          isPanning: gestures.isPanning,
        }).toEqual({
          open: [],
          wiping: false,
          panning: 0,
          isInking: false,
          isPanning: false,
        });
      }),
      { numRuns: 1_000 },
    );
  });
});
