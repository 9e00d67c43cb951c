import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SEED } from '../../../../tests/support/seed.ts';
import type { SampleFacts } from '../datasets.js';
import type { Clearance } from '../gate.js';
import { DEFAULT_VERSION_ID } from '../models.js';
import { LINK_RIGHTS } from '../protocol/constants.js';
import type { Ink } from '../protocol/ink.js';
import { readLimits } from '../protocol/limits.js';
import type { Operation } from '../protocol/operations.js';
import type { CellLabel, Page, RoomState } from '../protocol/room.js';
import type { Label } from '../protocol/samples.js';
import { storedInk } from '../stored-ink.js';
import type { Evidence, Who } from './context.js';
import { type Effect, type LogEntry, withoutFacts } from './effects.js';
import { type InkFacts, Ledger, STROKE_BYTES } from './ledger.js';
import { opinionsOf } from './opinions.js';
import { settle } from './settle.js';
import { standingOf } from './standing.js';
import { applyEffect, applyEntry, emptyRoom, emptySampleCounts, pageOf, pagesIn, strokesCleared } from './state.js';
import { authorOf, givenIdOf, strokeIdOf } from './stroke-id.js';

const HOST = 'host-000';
const VIEWER = 'vera-000';
const PEOPLE = [HOST, HOST, 'ann-0000', 'bob-0000', 'cleo-000'];
const RUNS = 250;
const TIMEOUT_MS = 30_000;

/** The ink of a stroke follows from the id that its author gave it, so that it is the same when it comes again. */
function inkOf(given: string): Ink {
  const nth = Number(given.split('-')[1]);
  // One in four has more points than models read.
  const count = nth % 4 === 3 ? 70 : 1 + (nth % 4);
  return { width: 23, points: Array.from({ length: count }, (_, i) => [(nth + i * 37) % 280, i, 0.5, i]).flat() };
}
const GIVEN = Array.from({ length: 8 }, (_, nth) => `stroke-${nth}`);
const BYTES = new Map(GIVEN.map((id) => [id, storedInk(inkOf(id)).length]));
const bytesOf = (id: string) => BYTES.get(givenIdOf(id))!;

/** Tight, so that each of them is met; the bytes are those of some short strokes and one long one. */
const limits = {
  ...readLimits(),
  cellStrokesMax: 4,
  cellOpinionsMax: 3,
  pageRowsMax: 7,
  pageFreeRows: 4,
  clearingsKept: 2,
  samplesPerRoomMax: 6,
  samplesBytesMax: bytesOf('ann-0000/stroke-3') + 600,
  holdoutShare: 0.5,
  roomInkBytesMax: 1_500,
  personInkShare: 0.7,
  keptInkShare: 0.1,
  littleInkShare: 0.4,
  deletedPageKeptMs: 0,
};

/** Few cells and stroke ids, so that operations meet each other; cells that do not exist, so that some fail. */
const cell = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(0, 1, 2, 3, 4) },
  { weight: 2, arbitrary: fc.constant(41) },
  { weight: 1, arbitrary: fc.constant(60) },
);
const given = fc.constantFrom(...GIVEN);
const label = fc.constantFrom<(Label | null)[]>(0, 4, 4, 9, 'not-a-digit', null);
const version = fc.constantFrom(DEFAULT_VERSION_ID, 'shipped-mlp', '0123456789abcdef');
const person = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom(...PEOPLE) },
  { weight: 1, arbitrary: fc.constant(VIEWER) },
);

/** Pages before the open one that an operation is about. */
const back = fc.constantFrom(0, 0, 0, 1, 2);
const pageBefore = ({ page }: RoomState, by: number) => Math.max(1, page - by);

/** An operation, made for the room as it is then and for who asks. */
type Make = (state: RoomState, ledger: Ledger, who: Who) => Operation;

const operation: fc.Arbitrary<Make> = fc.oneof(
  {
    weight: 3,
    // Ink of one's own that a sample keeps, where it was: undo of a cleared cell.
    arbitrary: fc.record({ cell, given }).map((otherwise): Make => {
      return (state, { ink }, who) => {
        const { page } = state;
        const isGone = ([id, kept]: [string, InkFacts]) =>
          authorOf(id) === who.id && kept.page === page && !pageOf(state, page).cells[kept.cell]?.strokes.includes(id);
        const [id, kept] = [...ink.entries()].find(isGone) ?? [strokeIdOf(who.id, otherwise.given), otherwise];
        const name = givenIdOf(id);
        return { kind: 'stroke.add', page, stroke: { id: name, cell: kept.cell, ...inkOf(name) } };
      };
    }),
  },
  {
    weight: 16,
    arbitrary: fc.record({ cell, given, back, begunWith: fc.option(given, { nil: undefined }) }).map((what): Make => {
      const { cell: at, given: id, begunWith } = what;
      const stroke = { id, cell: at, ...inkOf(id), ...(begunWith && { begunWith }) };
      return (state) => ({ kind: 'stroke.add', page: pageBefore(state, what.back), stroke });
    }),
  },
  {
    weight: 5,
    // Some strokes of a cell, whosever they are, and one that may lie anywhere.
    arbitrary: fc.record({ cell, mask: fc.integer({ min: 0, max: 15 }), person, given, back }).map((which): Make => {
      return (state) => {
        const page = pageBefore(state, which.back);
        const here = (pageOf(state, page).cells[which.cell]?.strokes ?? []).filter((_, nth) => which.mask & (1 << nth));
        const ids = [...here, strokeIdOf(which.person, which.given)];
        return { kind: 'stroke.remove', page, cell: which.cell, ids };
      };
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ cell: fc.option(cell), personId: fc.option(person), back }).map((what): Make => {
      return (state) => ({
        kind: 'ink.clear',
        page: pageBefore(state, what.back),
        ...(what.cell !== null && { cell: what.cell }),
        ...(what.personId !== null && { personId: what.personId }),
      });
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ nth: fc.nat(5), back }).map((which): Make => {
      return (state) => {
        const page = pageBefore(state, which.back);
        const { cleared } = pageOf(state, page);
        const clearing = cleared.at(-1 - (which.nth % Math.max(1, cleared.length)))?.id ?? 'operation-0';
        return { kind: 'ink.restore', page, clearing };
      };
    }),
  },
  {
    weight: 9,
    arbitrary: fc.record({ cell, label }).map((what): Make => {
      return ({ page }) => ({ kind: 'cell.label', page, ...what });
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ personId: person, role: fc.constantFrom('labelled' as const, 'written' as const) }).map(
      (whose): Make =>
        () => ({ kind: 'samples.withdraw', ...whose }),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Make>(({ page }) => ({ kind: 'page.grow', page })) },
  { weight: 4, arbitrary: fc.constant<Make>(() => ({ kind: 'page.begin', columns: 8 })) },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constantFrom('page.delete', 'page.restore'), nth: fc.nat(9) }).map(
      ({ kind, nth }): Make =>
        (state) => {
          const fits = pagesIn(state).filter(([, { deleted }]) => Boolean(deleted) === (kind === 'page.restore'));
          return { kind, page: fits[nth % fits.length]?.[0] ?? 1 };
        },
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ kind: fc.constantFrom('page.turn', 'page.suggest'), off: fc.constantFrom(-1, -2, 0, 1) })
      .map(
        ({ kind, off }): Make =>
          ({ page }) => ({ kind, page: Math.max(1, page + off) }),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.string({ maxLength: 8 }).map(
      (title): Make =>
        () => ({ kind: 'room.title', title }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('mnist', 'centred').map(
      (framing): Make =>
        () => ({ kind: 'room.framing', framing }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.boolean().map(
      (apart): Make =>
        () => ({ kind: 'room.apart', apart }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.record({ versionId: version, override: fc.boolean() }).map((what): Make => {
      return () => ({ kind: 'model.promote', ...what });
    }),
  },
  {
    weight: 2,
    arbitrary: fc.option(version).map(
      (versionId): Make =>
        () => ({ kind: 'model.challenge', versionId }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ personId: person, role: fc.constantFrom('host', 'writer', 'writer', 'viewer', 'removed') })
      .map(
        (what): Make =>
          () => ({ kind: 'person.role', ...what }),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.record({ personId: person, name: fc.string({ minLength: 1, maxLength: 8 }) }).map(
      (what): Make =>
        () => ({ kind: 'person.name', ...what }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.boolean().map(
      (locked): Make =>
        () => ({ kind: 'room.lock', locked }),
    ),
  },
  {
    weight: 1,
    // Shorter pauses than lessons, or little is written.
    arbitrary: fc.constantFrom(true, false, false, false).map(
      (paused): Make =>
        () => ({ kind: 'room.pause', paused }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.boolean().map(
      (hidden): Make =>
        () => ({ kind: 'room.names', hidden }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...LINK_RIGHTS).map(
      (right): Make =>
        () => ({ kind: 'link.renew', right }),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Make>(() => ({ kind: 'code.renew' })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Make>(
      () => ({ kind: 'challenge.start', number: '407', seconds: 5 }),
      () => ({ kind: 'challenge.end' }),
      () => ({ kind: 'challenge.close' }),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Make>(() => ({ kind: 'host.claim' })) },
);

interface Step {
  make: Make;
  who: Who;
  evidence: Evidence;
}

/** True once in so many times. */
const onceIn = (times: number) => fc.integer({ min: 1, max: times }).map((n) => n === times);

const step: fc.Arbitrary<Step> = fc.record({
  make: operation,
  who: fc.record({ id: person, watches: onceIn(20) }).map((who) => ({ ...who, name: who.id })),
  evidence: fc.record({
    clearance: fc.record({
      against: version,
      best: version,
      verdict: fc.boolean().map((passed): Clearance['verdict'] => ({ passed, checks: [] })),
    }),
    holdsHostKey: onceIn(3),
    newKey: fc.constant('a-new-key'),
  }),
});
const steps = fc.array(step, { maxLength: 120, size: 'max' });

const roles = { [HOST]: 'host', [VIEWER]: 'viewer' } as const;
const firstState = (): RoomState => frozen({ ...emptyRoom('room', 'Digits', 1), roles });

const sumOf = (numbers: number[]) => numbers.reduce((sum, one) => sum + one, 0);

/** Whoever changes what they were given fails at once. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) frozen(part);
  return value;
}

/** `expect(...).toEqual`, which takes its time, only where something differs. */
function same(found: unknown, expected: unknown, what?: string): void {
  if (!isDeepStrictEqual(found, expected)) expect(found, what).toEqual(expected);
}

function contentsOf(ledger: Ledger) {
  const table = <V>(map: { entries(): Iterable<[string, V]>; size: number }) => {
    const entries = [...map.entries()];
    same(entries.length, map.size, 'size');
    return Object.fromEntries(entries);
  };
  return {
    parts: table(ledger.parts),
    samples: table(ledger.samples),
    ink: table(ledger.ink),
    sampleBytes: ledger.sampleBytes,
  };
}
type Contents = ReturnType<typeof contentsOf>;

/** The law as a gateway keeps it: decides, applies, and has the ledger follow. */
function take(state: RoomState, ledger: Ledger, nth: number, { make, who, evidence }: Step): LogEntry | null {
  const submission = frozen({ opId: `operation-${nth}`, op: make(state, ledger, who) });
  const context = { now: 1_000 + nth, limits, evidence };
  const result = settle(state, ledger, submission, who, context);
  if (!result.ok) return null;
  return { seq: state.seq + 1, opId: submission.opId, by: who.id, at: context.now, effect: frozen(result.value) };
}

/** Counters, cells, samples, parts and ink agree with one another. */
function check(state: RoomState, { parts, samples, ink, sampleBytes }: Contents): void {
  const counted = emptySampleCounts();
  for (const { strokes, part, bytes, label: said } of Object.values(samples)) {
    same([...new Set(strokes.map((id) => parts[authorOf(id)]))], [part], 'nobody’s ink is in another part');
    same(bytes, sumOf(strokes.map(bytesOf)), 'bytes of a sample');
    if (said === 'not-a-digit') {
      if (part === 'training') counted.notDigits++;
      continue;
    }
    counted[part]++;
    if (part === 'training') counted.perDigit[said]!++;
  }
  same(state.samples, counted, 'counters');
  same(sampleBytes, sumOf(Object.values(samples).map(({ bytes }) => bytes)), 'bytes of all samples');
  same(
    Object.keys(samples).length <= limits.samplesPerRoomMax && sampleBytes <= limits.samplesBytesMax,
    true,
    'limits',
  );

  const expected: Contents['ink'] = {};
  const named = (id: string) => Object.values(samples).filter(({ strokes }) => strokes.includes(id)).length;
  const sampleIds: string[] = [];
  const placed = Object.entries(state.pages).flatMap(([page, { cells }]) =>
    Object.entries(cells).map(([index, one]) => ({ where: { page: Number(page), cell: Number(index) }, one })),
  );
  for (const { where, one } of placed) {
    const { strokes, label } = one;
    same(strokes.length <= limits.cellStrokesMax, true, 'strokes of a cell');
    for (const id of strokes) {
      same(expected[id], undefined, 'every stroke is in one cell');
      expected[id] = { ...where, bytes: bytesOf(id), samples: named(id) };
    }
    if (!label) continue;
    same(strokes.length > 0, true, 'a label goes with the last stroke');
    const opinions = opinionsOf(label);
    same(new Set(opinions.map(({ by }) => by)).size, opinions.length, 'everybody says one thing');
    same(standingOf(opinions, strokes, state, limits).stands.by, label.by, 'what stands weighs most');
    if (label.sampleId === null) continue;
    sampleIds.push(label.sampleId);
    const { value: said, by: labelledBy, at } = label;
    const sample = samples[label.sampleId]!;
    const { page } = where;
    same(sample, { ...sample, page, label: said, labelledBy, at, strokes }, 'a sample is what its cell holds');
  }
  same(new Set(sampleIds).size, sampleIds.length, 'no two cells share a sample');
  for (const [page, { cleared }] of Object.entries(state.pages)) {
    for (const { cell: at, strokes } of cleared.flatMap((one) => one.cells)) {
      same(strokes.length > 0, true, 'a clearing holds something');
      for (const id of strokes) {
        same(expected[id], undefined, 'a stroke is cleared or in a cell, and once');
        // Brought back somewhere else and cleared again, it is where it was cleared.
        expected[id] = { page: Number(page), cell: at, bytes: bytesOf(id), samples: named(id) };
      }
    }
  }
  for (const { page, cell: at, strokes } of Object.values(samples)) {
    for (const id of strokes) {
      expected[id] ??= { page, cell: at, bytes: bytesOf(id), samples: named(id) };
      same(expected[id]!.page, page, 'ink is on the page of its samples');
    }
  }
  same(ink, expected, 'ink that something names');
}

/** What ink takes adds up, in all, by page and by person. */
function checkTotals(ledger: Ledger): void {
  const ink = [...ledger.ink.entries()];
  const sum = (fits: (id: string, facts: InkFacts) => boolean) =>
    sumOf(ink.flatMap(([id, facts]) => (fits(id, facts) ? [facts.bytes + STROKE_BYTES] : [])));
  same(
    ledger.inkBytes,
    sum(() => true),
    'bytes of all ink',
  );
  same(ledger.authors.sort(), [...new Set(ink.map(([id]) => authorOf(id)))].sort(), 'whose ink it is');
  for (const on of [1, 2, 3]) {
    same(
      ledger.inkBytesOn(on),
      sum((_, { page }) => page === on),
      'bytes of a page',
    );
    for (const by of [HOST, VIEWER, ...new Set(ink.map(([id]) => authorOf(id)))]) {
      same(
        ledger.inkBytesBy(by),
        sum((id) => authorOf(id) === by),
        'bytes of a person',
      );
      same(
        ledger.inkBytesBy(by, on),
        sum((id, { page }) => authorOf(id) === by && page === on),
        'bytes of a person on a page',
      );
    }
  }
}

/** The cells whose sample an effect may change, by page. */
function cellsOf(effect: Effect): [page: number, cell: number][] {
  if (effect.kind === 'ink.restore') return effect.cells.map(({ cell: at }) => [effect.page, at]);
  if (effect.kind === 'ink.clear')
    return effect.clearing.cells.flatMap(({ cell: at, isWhole }) => (isWhole ? [] : [[effect.page, at]]));
  if (effect.kind === 'person.role') return (effect.labels ?? []).map(([page, at]) => [page, at]);
  return 'cell' in effect ? [[effect.page, effect.cell]] : [];
}

function clearedLabels({ cleared }: Page): (string | null)[] {
  return cleared.flatMap(({ cells }) => cells.flatMap(({ label }) => label?.sampleId ?? []));
}

/** What one effect may do to samples and to parts. */
function checkChange(effect: Effect, before: RoomState, was: Contents, after: RoomState, is: Contents): void {
  same(is.parts, { ...is.parts, ...was.parts }, 'parts are for good');
  const touched = cellsOf(effect);
  const own = touched.map(([page, index]) => pageOf(before, page).cells[index]?.label?.sampleId ?? null);
  // What comes back may be another's word by now.
  const back = effect.kind === 'ink.restore' ? clearedLabels(pageOf(before, effect.page)) : [];
  const mayGo = effect.kind === 'samples.withdraw' ? Object.keys(was.samples) : [...own, ...back];
  for (const [id, sample] of Object.entries(was.samples)) {
    if (is.samples[id]) same(is.samples[id]!.part, sample.part, 'a sample never changes its part');
    if (!mayGo.includes(id)) same(is.samples[id], sample, 'a sample that is not its cell’s stays as it is');
  }
  const [only] = touched;
  if (!only || touched.length > 1 || effect.kind === 'ink.restore') return;
  const cellNow = pageOf(after, only[0]).cells[only[1]];
  if (cellNow?.label?.sampleId !== null) return;
  const isMixed = new Set(cellNow.strokes.map((id) => is.parts[authorOf(id)])).size > 1;
  const others = Object.entries(was.samples).flatMap(([id, sample]) => (own.includes(id) ? [] : [sample]));
  const bytes = sumOf(others.map((sample) => sample.bytes)) + sumOf(cellNow.strokes.map(bytesOf));
  const isFull = others.length >= limits.samplesPerRoomMax || bytes > limits.samplesBytesMax;
  same(isMixed || isFull, true, 'a label without a sample is of both parts, or the room is full');
}

/** Whoever watches changes nothing but their name, and strokes of others are a host's to take. */
function checkRights({ by, effect }: LogEntry, { who }: Step, before: RoomState, after: RoomState): void {
  // But for a viewer who has shown the host's key.
  const isViewer = before.roles[by] === 'viewer' && effect.kind !== 'person.role';
  const isOwnName = effect.kind === 'person.name' && effect.personId === by;
  same((who.watches || isViewer) && !isOwnName, false, 'R9 whoever watches changes nothing');
  const strokes = ({ pages }: RoomState) =>
    Object.values(pages).flatMap(({ cells }) => Object.values(cells).flatMap((one) => one.strokes));
  const kept = (state: RoomState) => [
    ...strokes(state),
    ...Object.values(state.pages).flatMap(({ cleared }) => cleared.flatMap(strokesCleared)),
  ];
  const still = new Set(kept(after));
  const lost = kept(before).filter((id) => !still.has(id) && authorOf(id) !== by);
  const given = 'gaveWay' in effect ? effect.gaveWay : [];
  const mayGo = (given ?? []).flatMap(({ page, clearing }) => {
    const { cells, cleared, deleted } = pageOf(before, page);
    const all = cleared.filter(({ id }) => clearing === undefined || clearing === id);
    const ids = all.flatMap(strokesCleared);
    if (clearing === undefined) {
      same(deleted && deleted.by !== by, true, 'R10 a page goes that somebody else has deleted');
      return [...ids, ...Object.values(cells).flatMap(({ strokes }) => strokes)];
    }
    const isRemoved = ids.every((id) => before.roles[authorOf(id)] === 'removed');
    return isRemoved && all[0]!.by !== by ? ids : [];
  });
  same(
    lost.filter((id) => !mayGo.includes(id)),
    [],
    'R10 nobody takes strokes of others for good',
  );
  if (before.roles[by] === 'host') return;
  const left = new Set(strokes(after));
  const gone = strokes(before).filter((id) => !left.has(id) && authorOf(id) !== by && !mayGo.includes(id));
  same(gone, [], 'R10 strokes of others are a host’s to take');
}

/** A room as an app can know it before the log has told what became of its own operation. */
function foreseen({ samples: _samples, pages, ...state }: RoomState) {
  const known = <T extends { label: CellLabel | null }>(one: T) => {
    return { ...one, label: one.label && { ...one.label, sampleId: null } };
  };
  const ofPages = Object.entries(pages).map(([page, { cells, cleared, ...size }]) => {
    const ofCells = Object.entries(cells).map(([index, one]) => [index, known(one)]);
    const clearings = cleared.map((one) => ({ ...one, cells: one.cells.map(known) }));
    return [page, { ...size, cells: Object.fromEntries(ofCells), cleared: clearings }];
  });
  return { ...state, pages: Object.fromEntries(ofPages) };
}

describe('the law, whatever is asked for in whatever order', () => {
  it(
    'R3 R9 R10 keeps state and ledger in agreement with each other and with the log',
    () => {
      const kinds = new Set<string>();
      fc.assert(
        fc.property(steps, (all) => {
          let state = firstState();
          const ledger = Ledger.empty();
          const entries: LogEntry[] = [];
          let was = contentsOf(ledger);
          for (const [nth, one] of all.entries()) {
            const entry = take(state, ledger, nth, one);
            same(contentsOf(ledger), was, 'deciding changes nothing');
            if (!entry) continue;
            kinds.add(entry.effect.kind);
            for (const { clearing } of ('gaveWay' in entry.effect && entry.effect.gaveWay) || [])
              kinds.add(clearing === undefined ? 'a page gives way' : 'a clearing gives way');
            const after = frozen(applyEntry(state, entry));
            ledger.follow(entry.effect, state, after);
            const is = contentsOf(ledger);
            check(after, is);
            checkTotals(ledger);
            checkChange(entry.effect, state, was, after, is);
            checkRights(entry, one, state, after);
            entries.push(entry);
            [state, was] = [after, is];
          }
          const sent = JSON.parse(JSON.stringify(entries)) as LogEntry[];
          expect(sent).toStrictEqual(entries);
          expect(sent.reduce(applyEntry, firstState())).toEqual(state);
          expect(sent.map(withoutFacts).reduce(applyEntry, firstState())).toEqual(state);
          const bytes = new Map(Object.keys(was.ink).map((id) => [id, bytesOf(id)]));
          const rebuilt = Ledger.of(state, ledger.parts.entries(), ledger.samples.entries(), bytes);
          expect(contentsOf(rebuilt)).toEqual(was);
        }),
        { seed: SEED, numRuns: RUNS },
      );
      // Every rule was met, or the property says little.
      expect(kinds.size).toBe(29);
    },
    TIMEOUT_MS,
  );

  it(
    'R6 has no version live that neither passed the gate nor was forced, and says which were forced',
    () => {
      fc.assert(
        fc.property(steps, (all) => {
          let state = firstState();
          const ledger = Ledger.empty();
          const cleared = new Set<string>([DEFAULT_VERSION_ID]);
          for (const [nth, one] of all.entries()) {
            const entry = take(state, ledger, nth, one);
            if (!entry) continue;
            const { clearance } = one.evidence;
            const isMeasured = clearance?.against === state.champion && clearance.verdict.passed;
            if (entry.effect.kind === 'model.promote' && isMeasured) cleared.add(entry.effect.champion);
            const after = applyEntry(state, entry);
            ledger.follow(entry.effect, state, after);
            state = after;
            expect(cleared.has(state.champion) || state.championForced).toBe(true);
            expect(cleared.has(state.previous ?? DEFAULT_VERSION_ID) || state.previousForced).toBe(true);
            expect(state.challenger).not.toBe(state.champion);
          }
        }),
        { seed: SEED, numRuns: RUNS },
      );
    },
    TIMEOUT_MS,
  );

  it(
    'R3 shows an app for its own operation what the log will tell, but for samples',
    () => {
      fc.assert(
        fc.property(steps, (all) => {
          let state = firstState();
          const ledger = Ledger.empty();
          for (const [nth, one] of all.entries()) {
            const entry = take(state, ledger, nth, one);
            if (!entry) continue;
            const after = applyEntry(state, entry);
            // Which samples somebody's withdrawal takes, or has taken of what comes back, and what has to give way, only a ledger knows.
            const isSettled =
              ['samples.withdraw', 'ink.restore'].includes(entry.effect.kind) || 'gaveWay' in entry.effect;
            if (!isSettled) {
              const submission = { opId: entry.opId, op: one.make(state, ledger, one.who) };
              const own = settle(state, null, submission, one.who, { now: entry.at, limits, evidence: one.evidence });
              if (!own.ok) throw new Error(`only an app refuses: ${own.error.code}`);
              same('facts' in own.value || 'samples' in own.value, false, 'only a ledger knows');
              const { seq, at } = after;
              same(foreseen({ ...applyEffect(state, own.value), seq, at }), foreseen(after));
            }
            ledger.follow(entry.effect, state, after);
            state = after;
          }
        }),
        { seed: SEED, numRuns: RUNS },
      );
    },
    TIMEOUT_MS,
  );
});

describe('a draft of a ledger', () => {
  it(
    'leaves the ledger as it was until it is kept; kept, it is as if there had been no draft',
    () => {
      const batch = fc.record({ batchSteps: fc.array(step, { maxLength: 12, size: 'max' }), isKept: fc.boolean() });
      fc.assert(
        fc.property(fc.array(batch, { maxLength: 12, size: 'max' }), (batches) => {
          let [state, nth] = [firstState(), 0];
          const [ledger, direct] = [Ledger.empty(), Ledger.empty()];
          for (const { batchSteps, isKept } of batches) {
            const before = contentsOf(ledger);
            const draft = ledger.fork();
            let drafted = state;
            const entries: LogEntry[] = [];
            for (const one of batchSteps) {
              // Each operation on a draft of its own, as one that may still be thrown away.
              const inner = draft.fork();
              const entry = take(drafted, inner, nth++, one);
              if (!entry) continue;
              const after = applyEntry(drafted, entry);
              const outside = contentsOf(draft);
              inner.follow(entry.effect, drafted, after);
              same(contentsOf(draft), outside);
              check(after, contentsOf(inner));
              inner.keep();
              same(contentsOf(draft), contentsOf(inner));
              drafted = after;
              entries.push(entry);
            }
            same(contentsOf(ledger), before);
            if (!isKept) continue;
            draft.keep();
            for (const entry of entries) {
              const after = applyEntry(state, entry);
              direct.follow(entry.effect, state, after);
              state = after;
            }
            same(state, drafted);
            same(contentsOf(ledger), contentsOf(direct));
          }
        }),
        { seed: SEED, numRuns: RUNS },
      );
    },
    TIMEOUT_MS,
  );

  it('that is none is kept without effect', () => {
    const ledger = Ledger.empty();
    ledger.keep();
    expect(contentsOf(ledger)).toEqual({ parts: {}, samples: {}, ink: {}, sampleBytes: 0 });
  });
});

describe('a ledger from what is stored', () => {
  const [a, b, c] = ['ann-0000/stroke-0', 'bob-0000/stroke-0', 'ann-0000/stroke-1'] as const;
  const sample = (over: Partial<SampleFacts>): SampleFacts => ({
    label: 7,
    part: 'training',
    labelledBy: 'ann-0000',
    at: 1,
    page: 2,
    cell: 4,
    strokes: [a],
    bytes: 10,
    ...over,
  });
  const turned = { by: HOST, at: 1, from: 1 };
  const written = [a, b].reduce(
    (state, id, nth) => {
      return applyEffect(state, { kind: 'stroke.add', id, page: 2, cell: 4, revision: nth + 1 });
    },
    applyEffect(emptyRoom('room'), { kind: 'page.begin', page: 2, columns: 8, rows: 5, turned }),
  );

  it('knows ink that lies on the page, ink that samples name, and how many of them', () => {
    const samples = [
      ['sample-1', sample({})],
      ['sample-2', sample({ strokes: [a, b], bytes: 22 })],
      ['sample-3', sample({ page: 1, cell: 9, strokes: [c], bytes: 14 })],
    ] as const;
    const bytes = new Map([
      [a, 10],
      [b, 12],
      [c, 14],
    ]);
    const ledger = Ledger.of(written, [['ann-0000', 'training']], samples, bytes);
    expect(contentsOf(ledger)).toEqual({
      parts: { 'ann-0000': 'training' },
      samples: Object.fromEntries(samples),
      ink: {
        [a]: { page: 2, cell: 4, bytes: 10, samples: 2 },
        [b]: { page: 2, cell: 4, bytes: 12, samples: 1 },
        [c]: { page: 1, cell: 9, bytes: 14, samples: 1 },
      },
      sampleBytes: 46,
    });
  });

  it('counts nothing for ink whose bytes it is not told', () => {
    const { ink } = contentsOf(Ledger.of(written, [], [], new Map()));
    expect(Object.values(ink).map(({ bytes }) => bytes)).toEqual([0, 0]);
  });

  it('lets ink go with the last that names it', () => {
    const ledger = Ledger.of(written, [], [['sample-1', sample({})]], new Map());
    const cleared: Effect = { kind: 'stroke.remove', page: 2, cell: 4, ids: [a, b], revision: 3 };
    const after = applyEffect(written, cleared);
    ledger.follow(cleared, written, after);
    expect(Object.keys(contentsOf(ledger).ink)).toEqual([a]);
    const withdrawn: Effect = {
      kind: 'samples.withdraw',
      personId: 'ann-0000',
      role: 'labelled',
      count: 1,
      cells: [],
      samples: emptySampleCounts(),
      facts: { samples: { 'sample-1': null } },
    };
    ledger.follow(withdrawn, after, applyEffect(after, withdrawn));
    expect(contentsOf(ledger)).toMatchObject({ samples: {}, ink: {}, sampleBytes: 0 });
  });
});
