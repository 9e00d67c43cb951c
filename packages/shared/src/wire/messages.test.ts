import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { PacketType } from 'socket.io-parser';
import { describe, expect, it } from 'vitest';
import { quantisePoint } from '../points.js';
import { ATTENTION } from '../protocol/constants.js';
import type { Frame, Ink } from '../protocol/ink.js';
import type { Activity } from '../protocol/messages.js';
import type { Prediction } from '../protocol/predictions.js';
import type { Cell, CellLabel, Clearing } from '../protocol/room.js';
import type { Label } from '../protocol/samples.js';
import type { LogEntry } from '../room/effects.js';
import { RoomDecoder, RoomEncoder } from './messages.js';
import { RoomPacketEncoder } from './packets.js';
import { encodeInk } from './points.js';

const ids = fc.string({
  unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'),
  minLength: 8,
  maxLength: 40,
});
const points = (min: number) =>
  fc
    .array(fc.tuple(fc.double({ min: -560, max: 840, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })), {
      minLength: min,
      maxLength: 30,
    })
    .map((list) => list.flatMap(([at, pressure], i) => quantisePoint(at + 0, 280 - at, pressure, i * i * 3).map(plus)));
/** Rounding leaves a 0 below zero, which is the same place. */
const plus = (value: number) => value + 0;
const inks: fc.Arbitrary<Ink> = fc.record({
  width: fc.integer({ min: 40, max: 600 }).map((w) => w / 10),
  points: points(1),
});
const cells = fc.nat(639);
const pages = fc.integer({ min: 1, max: 300 });
const dictated = fc.record({ at: fc.nat(), nth: fc.integer({ min: 0, max: 3 }) });
const gaveWay = fc.array(fc.record({ page: pages, clearing: ids }, { requiredKeys: ['page'] }), { minLength: 1 });
const grown = {
  gaveWay,
  rows: fc.integer({ min: 1, max: 40 }),
  forgotten: fc.array(ids, { minLength: 1, maxLength: 3 }),
};

const opinion = {
  value: fc.constantFrom<Label[]>(0, 3, 9, 'not-a-digit' as const),
  by: ids,
  at: fc.nat(2 ** 40),
};
const labels: fc.Arbitrary<CellLabel> = fc.record(
  { ...opinion, sampleId: fc.option(ids), others: fc.array(fc.record(opinion), { minLength: 1, maxLength: 3 }) },
  { requiredKeys: ['value', 'by', 'at', 'sampleId'] },
);
const counts = fc.record({
  training: fc.nat(),
  holdout: fc.nat(),
  perDigit: fc.array(fc.nat(), { minLength: 10, maxLength: 10 }),
  notDigits: fc.nat(),
});
const labelled = fc.record({ label: labels, samples: counts }, { requiredKeys: [] });
const strokeIds = fc.tuple(ids, ids).map(([author, given]) => `${author}/${given}`);
const revision = fc.nat(2 ** 31);
const clearedCells = fc.uniqueArray(
  fc.record({ cell: cells, strokes: fc.array(strokeIds), label: fc.option(labels), isWhole: fc.boolean() }),
  { selector: ({ cell }) => cell },
);
const clearings: fc.Arbitrary<Clearing> = fc.record({
  ...{ id: ids, by: ids, seq: fc.nat(), at: fc.nat() },
  cells: clearedCells,
});

const effects = (by: string) =>
  fc.oneof(
    fc
      .tuple(ids, labelled)
      .chain(([given, more]) =>
        fc
          .record(
            { page: pages, cell: cells, revision, dictated, ...grown },
            { requiredKeys: ['page', 'cell', 'revision'] },
          )
          .map((rest) => ({ kind: 'stroke.add' as const, id: `${by}/${given}`, ...rest, ...more })),
      ),
    fc
      .tuple(fc.record({ page: pages, cell: cells, revision, ids: fc.array(strokeIds) }), labelled)
      .map(([rest, more]) => ({
        kind: 'stroke.remove' as const,
        ...rest,
        ...more,
      })),
    fc.record({ kind: fc.constant('cell.label' as const), page: pages, cell: cells, label: fc.option(labels) }),
    fc.constant({ kind: 'room.apart' as const, apart: true }),
    fc.record({ kind: fc.constant('room.title' as const), title: fc.string({ unit: 'grapheme' }) }),
    fc.record({ kind: fc.constant('page.grow' as const), page: pages, rows: fc.nat() }),
    fc
      .record(
        {
          page: pages,
          cells: clearedCells,
          again: fc.array(labels),
          forgotten: fc.array(ids, { minLength: 1 }),
          samples: counts,
        },
        { requiredKeys: ['page', 'cells', 'again'] },
      )
      .map(({ page, cells, again, ...rest }) => {
        const said = cells.slice(0, again.length).map(({ cell }, i) => [cell, again[i]!]);
        return {
          kind: 'ink.clear' as const,
          page,
          // The rest of it is the entry's.
          clearing: { id: '', by, seq: 0, at: 0, cells },
          revisions: cells.map(({ cell }) => cell + 1),
          ...(said.length > 0 && { labels: Object.fromEntries(said) }),
          ...rest,
        };
      }),
    fc.record(
      {
        ...{ kind: fc.constant('ink.restore' as const), page: pages, clearing: ids, samples: counts },
        cells: fc.array(
          fc
            .record({
              cell: cells,
              moved: fc.option(cells),
              strokes: fc.array(strokeIds),
              revision,
              label: fc.option(labels),
            })
            .map(({ moved, ...one }) => ({ ...one, from: moved ?? one.cell })),
        ),
        rows: grown.rows,
      },
      { requiredKeys: ['kind', 'page', 'clearing', 'cells'] },
    ),
  );
const logs: fc.Arbitrary<LogEntry[]> = fc
  .array(ids.chain((by) => fc.record({ by: fc.constant(by), opId: ids, effect: effects(by), step: fc.nat(1000) })))
  .map((list) =>
    list.map(({ step, ...rest }, i) => {
      const entry = { ...rest, seq: 5 + i, at: 1_700_000_000_000 + step + i * 1000 };
      const { by, opId: id, seq, at, effect } = entry;
      if (effect.kind !== 'ink.clear') return entry;
      return { ...entry, effect: { ...effect, clearing: { ...effect.clearing, id, by, seq, at } } };
    }),
  );

const scores = fc
  .constantFrom(10, 11)
  .chain((outputs) => fc.array(fc.nat(255), { minLength: outputs, maxLength: outputs }))
  .map((list) => list.map((score) => score / 255));
const read = fc.record({ modelVersion: ids, digit: fc.constantFrom(0, 5, 9), scores });
const errors = fc.constantFrom({ code: 'artifact_corrupt' as const, message: 'It is damaged.' });
const predictions: fc.Arbitrary<Prediction[]> = fc.array(
  fc
    .record({
      page: pages,
      cell: cells,
      revision,
      live: fc.nat(),
      generation: fc.nat(),
      read,
      insteadOf: fc.option(fc.record({ modelVersion: ids, error: fc.option(errors) })),
      byChallenger: fc.option(read),
      challengerError: fc.option(errors),
    })
    .map(({ read, ...rest }) => ({ ...rest, ...read }) as Prediction),
);

function encoderOf(inkById: Record<string, Ink> = {}): RoomEncoder {
  return new RoomEncoder((id) => (inkById[id] ? encodeInk(inkById[id]) : undefined));
}

const news = fc.record({
  places: fc.array(fc.tuple(ids, pages, cells)),
  attention: fc.array(fc.tuple(ids, fc.constantFrom(...ATTENTION))),
});

describe('what a room is told', () => {
  it('comes back as it was written: entries with their ink, and predictions', () => {
    fc.assert(
      fc.property(logs, inks, predictions, news, (entries, someInk, told, { places, attention }) => {
        const added = entries.flatMap(({ effect }) => (effect.kind === 'stroke.add' ? [effect.id] : []));
        const ink = Object.fromEntries(added.map((id) => [id, someInk]));
        const activity = new RoomDecoder().activity(
          encoderOf(ink).activity({ entries, predictions: told, places, attention }),
        );
        const expected: Activity = {
          ...(entries.length > 0 && { entries, ink }),
          ...(told.length > 0 && { predictions: told }),
          ...(places.length > 0 && { places }),
          ...(attention.length > 0 && { attention }),
        };
        expect(activity).toEqual(expected);
      }),
    );
  });

  it('brings the strokes in the making, each point once, also to somebody who comes in between', () => {
    const strokes = fc.array(fc.record({ which: fc.nat(3), points: points(1) }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(strokes, fc.nat(19), (chunks, late) => {
        const encoder = encoderOf();
        const [here, comer] = [new RoomDecoder(), new RoomDecoder()];
        const [seen, seenLate] = [new Map<string, number[]>(), new Map<string, number[]>()];
        const drawn = new Map<string, number[]>();
        for (const [i, chunk] of chunks.entries()) {
          const id = `author-${chunk.which}/stroke-00`;
          const before = drawn.get(id) ?? [];
          drawn.set(id, [...before, ...chunk.points]);
          const stroke = {
            id,
            page: 1 + chunk.which,
            cell: chunk.which,
            width: 23,
            from: before.length / 4,
            points: chunk.points,
          };
          const message = encoder.activity({ frame: { strokes: [stroke], dropped: [], cursors: [] } });
          take(seen, here.activity(message).frame!);
          if (i === late) take(seenLate, comer.activity(encoder.catchUp({}, 0)).frame!);
          if (i > late) take(seenLate, comer.activity(message).frame!);
        }
        expect(seen).toEqual(drawn);
        if (late < chunks.length) expect(seenLate).toEqual(drawn);
      }),
    );
  });

  it('R3 tells of a durable stroke what was not seen of it in the making, to each the same ink', () => {
    const strokes = fc.array(fc.record({ told: points(0), rest: points(0), isOther: fc.boolean() }), { maxLength: 4 });
    fc.assert(
      fc.property(strokes, fc.nat(4), (list, late) => {
        const ink: Record<string, Ink> = {};
        const encoder = encoderOf(ink);
        const [here, comer] = [new RoomDecoder(), new RoomDecoder()];
        for (const [i, { told, rest, isOther }] of list.entries()) {
          const id = `somebody/stroke-${i % 2}${i}`;
          const stroke = { id, page: 1, cell: 0, width: 23, from: 0, points: told };
          const live = encoder.activity({ frame: { strokes: [stroke], dropped: [], cursors: [] } });
          here.activity(live);
          if (i > late) comer.activity(live);
          if (i === late) comer.activity(encoder.catchUp({}, 0));
          // Somebody's app may store other ink than it has shown.
          ink[id] = { width: 23, points: isOther ? rest : [...told, ...rest] };
          const effect = { kind: 'stroke.add' as const, id, page: 1, cell: 0, revision: i + 1 };
          const entry = { seq: i + 1, opId: `op-0000${i}`, by: 'somebody', at: 1000, effect };
          encoder.frames.finish([id]);
          const message = encoder.activity({
            entries: [entry],
            frame: { strokes: [stroke], dropped: [], cursors: [] },
          });
          const heard = here.activity(message);
          expect(heard).toMatchObject({ entries: [entry], ink: { [id]: ink[id] }, frame: { strokes: [] } });
          if (i >= late) expect(comer.activity(message).ink).toEqual(heard.ink);
          if (!isOther && told.length > 100) expect(message.length).toBeLessThan(100 + rest.length * 4);
        }
      }),
    );
  });

  it('gives the number of a stroke that is over to another', () => {
    const encoder = encoderOf();
    const decoder = new RoomDecoder();
    const tell = (id: string, dropped: string[] = []) => {
      const stroke = { id, page: 1, cell: 0, width: 23, from: 0, points: [1, 2, 0.5, 0] };
      return decoder.activity(encoder.activity({ frame: { strokes: [stroke], dropped, cursors: [] } })).frame!;
    };
    tell('somebody/stroke-a');
    expect(tell('somebody/stroke-b', ['somebody/stroke-a'])).toMatchObject({
      dropped: ['somebody/stroke-a'],
      strokes: [{ id: 'somebody/stroke-b', from: 0 }],
    });
    encoder.frames.finish(['somebody/stroke-b']);
    expect(tell('somebody/stroke-c').strokes).toMatchObject([{ id: 'somebody/stroke-c', from: 0 }]);
  });

  it('brings a page in pieces, with labels and ink', () => {
    const cell: fc.Arbitrary<{ cell: Cell; ink: Record<string, Ink> }> = fc
      .record({ revision, label: fc.option(labels), strokes: fc.dictionary(strokeIds, inks, { maxKeys: 4 }) })
      .map(({ strokes, ...rest }) => ({
        cell: { ...rest, strokes: Object.keys(strokes), prediction: null },
        ink: strokes,
      }));
    fc.assert(
      fc.property(fc.array(cell), pages, fc.option(fc.array(clearings), { nil: undefined }), (list, page, cleared) => {
        const ink = Object.assign({}, ...list.map((one) => one.ink));
        const encoder = encoderOf(ink);
        const written = list.map((one, i) => encoder.cell(i, one.cell));
        const head = { page, seq: 7, range: [0, list.length] as [number, number], ...(cleared && { cleared }) };
        expect(new RoomDecoder().piece(encoder.piece({ ...head, cells: written }, 0))).toEqual({
          ...head,
          cells: Object.fromEntries(list.map((one, i) => [i, one.cell])),
          ink,
          isLast: cleared !== undefined,
        });
      }),
    );
  });

  it('R7 tells in bytes of all that a page has lost and got back', () => {
    const strokes = Array.from({ length: 1_000 }, (_, i) => `person-1/${`${i}`.padStart(21, 'x')}`);
    const what = { cell: 3, strokes, label: null };
    const head = { opId: 'op-00001', by: 'person-1', at: 1000 };
    const clearing = { id: head.opId, by: head.by, seq: 7, at: 1000, cells: [{ ...what, isWhole: true }] };
    const back = { ...what, from: 3, revision: 9 };
    const entries: LogEntry[] = [
      { ...head, seq: 7, effect: { kind: 'ink.clear', page: 1, clearing, revisions: [8] } },
      { ...head, seq: 8, effect: { kind: 'ink.restore', page: 1, clearing: head.opId, cells: [back] } },
    ];
    const bytes = encoderOf({}).activity({ entries });
    expect(new RoomDecoder().activity(bytes).entries).toEqual(entries);
    expect(bytes.length).toBeLessThan(2 * 1_000 * 19);
  });

  it('is as docs/protocol.md shows it', async () => {
    const encoder = encoderOf({ 'person-1/stroke-1': { width: 23, points: [10, 20, 0.5, 0, 11, 22.5, 0.5, 8] } });
    const effect = { kind: 'stroke.add' as const, id: 'person-1/stroke-1', page: 2, cell: 9, revision: 1 };
    const told = encoder.activity({ entries: [{ seq: 7, opId: 'op-00001', by: 'person-1', at: 1000, effect }] });
    const data = ['activity', told];
    const packets = new RoomPacketEncoder().encode({ type: PacketType.EVENT, nsp: '/', data });
    const doc = await readFile(new URL('../../../../docs/protocol.md', import.meta.url), 'utf8');
    const [, example = ''] = /taken apart:\n\n```\n(.*?)```/s.exec(doc) ?? [];
    const shown = example.split('\n').map((line) => line.split('  ')[0]);
    expect(packets).toEqual([new Uint8Array(Buffer.from(shown.join('').replaceAll(' ', ''), 'hex'))]);
  });
});

function take(seen: Map<string, number[]>, { strokes }: Frame): void {
  for (const { id, from, points } of strokes) seen.set(id, [...(seen.get(id) ?? []).slice(0, from * 4), ...points]);
}
