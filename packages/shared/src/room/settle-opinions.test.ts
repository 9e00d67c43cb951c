import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ANN,
  add,
  ask,
  BOB,
  CLEO,
  clear,
  codeOf,
  decide,
  draw,
  effectOf,
  entries,
  give,
  HOST,
  labelCell,
  labelIn,
  ledger,
  remove,
  restore,
  samples,
  state,
  strokesIn,
  VERA,
  withdraw,
} from '../../../../tests/support/law.ts';
import { stepsOf } from '../../../../tests/support/steps.ts';
import type { SampleFacts } from '../datasets.js';
import { readLimits } from '../protocol/limits.js';
import type { Opinion } from '../protocol/room.js';
import type { Label } from '../protocol/samples.js';
import type { LogEntry } from './effects.js';
import { isDisputed, opinionOf, opinionsOf } from './opinions.js';
import { counted } from './sampling.js';
import { standingOf } from './standing.js';
import { applyEntry, emptySampleCounts } from './state.js';

/** Who stands with what in a cell, and what others say of it, in their order. */
const said = (cell: number) => {
  const { value, by, others = [] } = labelIn(cell) ?? { value: null, by: null };
  return [`${by} ${value}`, ...others.map((other) => `${other.by} ${other.value}`)];
};
const says = (who: { id: string }, value: Label) => `${who.id} ${value}`;

describe('what people say of a cell', () => {
  it('is ranked: a host’s word before the author’s, theirs before everybody else’s, and among equals the newer', () => {
    ask(add(1));
    ask(labelCell(1, 1), BOB);
    expect(said(1)).toEqual([says(BOB, 1)]);
    ask(labelCell(1, 2), CLEO);
    expect(said(1)).toEqual([says(CLEO, 2), says(BOB, 1)]);
    ask(labelCell(1, 3), ANN);
    ask(labelCell(1, 4), BOB);
    expect(said(1)).toEqual([says(ANN, 3), says(CLEO, 2), says(BOB, 4)]);
    ask(labelCell(1, 5), HOST);
    ask(labelCell(1, 6), ANN);
    expect(said(1)).toEqual([says(HOST, 5), says(CLEO, 2), says(BOB, 4), says(ANN, 6)]);
    expect(samples()).toMatchObject([{ label: 5, labelledBy: HOST.id }]);
  });

  it('R10 says nothing else by what others say: a second opinion shows beside the first', () => {
    ask(add(1));
    ask(labelCell(1, 7), ANN);
    const [sample] = samples();
    const effect = effectOf(labelCell(1, 1), BOB);
    expect(effect).toMatchObject({ label: { value: 7, by: ANN.id, others: [{ value: 1, by: BOB.id }] } });
    expect(samples()).toEqual([sample]);
    expect(isDisputed(labelIn(1))).toBe(true);
    ask(labelCell(1, 7), BOB);
    expect(isDisputed(labelIn(1))).toBe(false);
  });

  it('is one’s own to change and to take back, whatever stands; the next one stands then', () => {
    ask(add(1));
    ask(labelCell(1, 7), ANN, { opId: 'labelled-1' });
    expect(codeOf(labelCell(1, null), BOB)).toBe('not_your_label');
    expect(codeOf(labelCell(1, null), HOST)).toBe('not_your_label');
    ask(labelCell(1, 1), BOB);
    ask(labelCell(1, 2), CLEO);
    ask(labelCell(1, null), CLEO);
    expect(said(1)).toEqual([says(ANN, 7), says(BOB, 1)]);
    ask(labelCell(1, null), ANN);
    expect(said(1)).toEqual([says(BOB, 1)]);
    expect([...ledger.samples.entries()]).toMatchObject([['labelled-1', { label: 1, labelledBy: BOB.id }]]);
    ask(labelCell(1, null), BOB);
    expect([labelIn(1), samples()]).toEqual([null, []]);
  });

  it('weighs by who wrote the first stroke that is there: writing beside it makes nobody the author', () => {
    draw({ [ANN.id]: 'training', [BOB.id]: 'training' });
    ask(add(1, 'stroke-a'));
    ask(add(1, 'stroke-b'), BOB);
    ask(labelCell(1, 7), ANN);
    ask(labelCell(1, 1), BOB);
    expect(said(1)).toEqual([says(ANN, 7), says(BOB, 1)]);
    ask(remove(1, 'ann-0000/stroke-a'));
    expect(said(1)).toEqual([says(BOB, 1), says(ANN, 7)]);
    expect(samples()).toMatchObject([{ label: 1, labelledBy: BOB.id, strokes: ['bob-0000/stroke-b'] }]);
  });

  it('R9 is not a viewer’s to say', () => {
    ask(add(1));
    expect(codeOf(labelCell(1, 7), VERA)).toBe('viewer_read_only');
  });

  it('is the same to an app that settles for itself', () => {
    ask(add(1));
    ask(labelCell(1, 7), ANN, { opId: 'labelled-1' });
    const own = decide(labelCell(1, 1), BOB, {}, null);
    expect(own).toMatchObject({ value: { label: { value: 7, sampleId: 'labelled-1', others: [{ value: 1 }] } } });
    expect(own).not.toHaveProperty('value.facts');
  });
});

describe('a role', () => {
  it('that is given or taken weighs what somebody has said anew, and samples follow', () => {
    ask(add(1));
    ask(labelCell(1, 7), ANN, { opId: 'labelled-1' });
    ask(labelCell(1, 1), BOB);
    expect(effectOf(give(BOB.id, 'host'), HOST)).toMatchObject({
      labels: [[1, 1, { value: 1, by: BOB.id, sampleId: 'labelled-1' }]],
      samples: { training: 1, perDigit: [0, 1, 0, 0, 0, 0, 0, 0, 0, 0] },
    });
    expect(said(1)).toEqual([says(BOB, 1), says(ANN, 7)]);
    expect(samples()).toMatchObject([{ label: 1, labelledBy: BOB.id }]);
    ask(give(BOB.id, 'writer'), HOST);
    expect(said(1)).toEqual([says(ANN, 7), says(BOB, 1)]);
    expect(samples()).toMatchObject([{ label: 7, labelledBy: ANN.id }]);
  });

  it('of whoever is removed leaves what they said the weight of everybody’s', () => {
    ask(add(1));
    ask(labelCell(1, 7), ANN);
    ask(labelCell(1, 1), BOB);
    ask(give(ANN.id, 'removed'), HOST);
    expect(said(1)).toEqual([says(BOB, 1), says(ANN, 7)]);
  });

  it('that is claimed counts like one that is given', () => {
    ask(add(1));
    ask(labelCell(1, 7), ANN);
    ask(labelCell(1, 1), BOB);
    ask({ kind: 'host.claim' }, BOB, { evidence: { holdsHostKey: true } });
    expect(said(1)[0]).toBe(says(BOB, 1));
  });

  it('says nothing of cells on which people agree', () => {
    for (const cell of [1, 2]) ask(add(cell));
    ask(labelCell(1, 7), BOB);
    expect(effectOf(give(BOB.id, 'host'), HOST)).toStrictEqual({ kind: 'person.role', personId: BOB.id, role: 'host' });
  });
});

describe('a cell that is cleared', () => {
  it('comes back with all that was said of it', () => {
    ask(add(1));
    ask(labelCell(1, 7), ANN);
    ask(labelCell(1, 1), BOB);
    const label = labelIn(1);
    ask(clear(1), HOST, { opId: 'cleared-0' });
    expect(labelIn(1)).toBeNull();
    ask(restore('cleared-0'));
    expect(labelIn(1)).toEqual(label);
  });

  it('comes back under what stands by now, where somebody has become a host meanwhile', () => {
    ask(add(1));
    ask(labelCell(1, 7), ANN, { opId: 'labelled-1' });
    ask(labelCell(1, 1), BOB);
    ask(clear(1), ANN, { opId: 'cleared-0' });
    ask(give(BOB.id, 'host'), HOST);
    ask(restore('cleared-0'));
    expect(said(1)).toEqual([says(BOB, 1), says(ANN, 7)]);
    expect([...ledger.samples.entries()]).toMatchObject([['labelled-1', { label: 1, labelledBy: BOB.id }]]);
  });

  it('does not bring back what somebody has withdrawn meanwhile, but what others said, and that is a sample', () => {
    ask(add(1));
    ask(labelCell(1, 7), ANN);
    ask(labelCell(1, 1), BOB);
    ask(clear(1), ANN, { opId: 'cleared-0' });
    ask(withdraw(ANN.id, 'labelled'));
    expect(samples()).toEqual([]);
    ask(restore('cleared-0'));
    expect(said(1)).toEqual([says(BOB, 1)]);
    expect(samples()).toMatchObject([{ label: 1, labelledBy: BOB.id }]);
  });
});

describe('withdrawing what somebody said', () => {
  it('takes it wherever it stands or not, and leaves others’ word, which then stands', () => {
    for (const cell of [1, 2, 3]) ask(add(cell));
    ask(labelCell(1, 7), ANN, { opId: 'labelled-1' });
    ask(labelCell(1, 1), BOB);
    ask(labelCell(2, 2), HOST);
    ask(labelCell(2, 3), ANN);
    ask(labelCell(3, 3), ANN);
    expect(effectOf(withdraw(ANN.id, 'labelled'))).toMatchObject({
      count: 2,
      cells: [[1, 3]],
      labels: [
        [1, 1, { value: 1, by: BOB.id, sampleId: 'labelled-1' }],
        [1, 2, { value: 2, by: HOST.id }],
      ],
      samples: { training: 2, perDigit: [0, 1, 1, 0, 0, 0, 0, 0, 0, 0] },
    });
    expect([1, 2, 3].map(said)).toEqual([[says(BOB, 1)], [says(HOST, 2)], ['null null']]);
    expect(samples().map(({ label, labelledBy }) => [label, labelledBy])).toEqual([
      [1, BOB.id],
      [2, HOST.id],
    ]);
  });

  it('takes all that is said of somebody’s writing with it', () => {
    ask(add(1));
    ask(labelCell(1, 7), ANN);
    ask(labelCell(1, 1), BOB);
    ask(withdraw(ANN.id, 'written'));
    expect([labelIn(1), samples()]).toEqual([null, []]);
  });
});

describe('R10 the opinions that are kept of a cell', () => {
  const limits = { cellOpinionsMax: 12 };
  const crowd = Array.from({ length: 40 }, (_, i) => ({ ...BOB, id: `crowd-${i}00` }));

  it('are so many, and nobody’s is pushed out by many who say something else', () => {
    ask(add(1));
    ask(labelCell(1, 7), ANN);
    ask(labelCell(1, 3), BOB);
    ask(labelCell(1, 'not-a-digit'), CLEO);
    for (const [i, who] of crowd.entries()) expect(codeOf(labelCell(1, (i % 3) as Label), who, { limits })).toBe('ok');
    expect(opinionsOf(labelIn(1))).toHaveLength(12);
    for (const [who, value] of [
      [ANN, 7],
      [BOB, 3],
      [CLEO, 'not-a-digit'],
    ] as const)
      expect(opinionOf(labelIn(1), who.id)?.value).toBe(value);
  });

  it('keep who said it first where many come to say the same', () => {
    ask(add(1));
    ask(labelCell(1, 3), BOB);
    for (const who of crowd) ask(labelCell(1, 3), who, { limits });
    expect(opinionOf(labelIn(1), BOB.id)?.value).toBe(3);
    expect(labelIn(1)?.by).toBe(crowd.at(-1)!.id);
    expect(opinionsOf(labelIn(1))).toHaveLength(12);
  });

  it('always have room for one more label, for a host and for the author', () => {
    ask(add(1));
    for (const [i, who] of crowd.entries()) ask(labelCell(1, (i % 10) as Label), who, { limits });
    ask(labelCell(1, 'not-a-digit'), CLEO, { limits });
    expect(new Set(opinionsOf(labelIn(1)).map(({ value }) => value)).size).toBe(11);
    ask(labelCell(1, 5), ANN, { limits });
    ask(labelCell(1, 6), HOST, { limits });
    expect(said(1)[0]).toBe(says(HOST, 6));
    expect(opinionOf(labelIn(1), ANN.id)?.value).toBe(5);
    expect(opinionsOf(labelIn(1))).toHaveLength(12);
  });
});

/** What people do in cells 0 to 2, some of it refused. */
const WEIGHTS = { draw: 6, erase: 3, label: 12, 'take back': 3, clear: 3, restore: 3, role: 3, withdraw: 1 };
const PEOPLE = [ANN, BOB, CLEO, HOST];
const ROLES = ['writer', 'host', 'viewer', 'removed'] as const;

function play({ do: what, who, n }: { do: keyof typeof WEIGHTS; who: number; n: number }): void {
  const person = PEOPLE[who]!;
  const cell = n % 3;
  const own = strokesIn(cell).filter((id) => id.startsWith(person.id));
  const { cleared } = state.pages[1]!;
  if (what === 'draw') ask(add(cell), person);
  else if (what === 'erase' && own.length > 0) ask(remove(cell, own[n % own.length]!), person);
  else if (what === 'label') ask(labelCell(cell, (n % 10) as Label), person);
  else if (what === 'take back') ask(labelCell(cell, null), person);
  else if (what === 'clear') ask(clear(cell), person);
  else if (what === 'restore' && cleared.length > 0) ask(restore(cleared[n % cleared.length]!.id), person);
  else if (what === 'role') ask(give(PEOPLE[n % 3]!.id, ROLES[n % ROLES.length]!), HOST);
  else if (what === 'withdraw') ask(withdraw(person.id, n % 2 ? 'labelled' : 'written'), person);
}

it('R3 R10 whatever people do, what stands is what weighs most, its sample says the same, and nobody changes another’s word', () => {
  const limits = readLimits();
  fc.assert(
    fc.property(stepsOf(WEIGHTS, PEOPLE.length, { maxLength: 40 }), (steps) => {
      const [first, from] = [state, entries.length];
      const partsOf = new Map<string, string>();
      const cells = [0, 1, 2];
      const wordsOf = (id: string) => cells.map((cell) => opinionOf(labelIn(cell), id));
      for (const step of steps) {
        const others = PEOPLE.filter((_, i) => i !== step.who).map(({ id }) => id);
        const before = others.map(wordsOf);
        play(step);
        // What is cleared, restored or withdrawn takes and brings all that is said of its cells.
        if (['draw', 'label', 'take back', 'role'].includes(step.do)) expect(others.map(wordsOf)).toEqual(before);
        for (const cell of cells) {
          const label = labelIn(cell);
          if (!label) continue;
          const opinions: Opinion[] = opinionsOf(label);
          expect(new Set(opinions.map(({ by }) => by)).size).toBe(opinions.length);
          expect(standingOf(opinions, strokesIn(cell), state, limits).stands).toMatchObject({ by: label.by });
          if (label.sampleId === null) continue;
          const { value, by, at } = label;
          const strokes = strokesIn(cell);
          expect(ledger.samples.get(label.sampleId)).toMatchObject({ label: value, labelledBy: by, at, strokes });
        }
        for (const [id, { part }] of ledger.samples.entries()) {
          expect(partsOf.get(id) ?? part).toBe(part);
          partsOf.set(id, part);
        }
        const counts = samples().reduce((sum, sample: SampleFacts) => counted(sum, null, sample), emptySampleCounts());
        expect(state.samples).toEqual(counts);
      }
      const sent = JSON.parse(JSON.stringify(entries.slice(from))) as LogEntry[];
      expect(sent.reduce(applyEntry, first)).toEqual(state);
    }),
    { numRuns: 60 },
  );
});
