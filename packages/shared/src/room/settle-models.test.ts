import { describe, expect, it } from 'vitest';
import { ask, clock, effectOf, errorOf, FAILED, HOST, MLP, OWN, PASSED, state } from '../../../../tests/support/law.ts';
import { DEFAULT_VERSION_ID } from '../models.js';
import type { GateVerdict } from '../protocol/models.js';
import type { Operation } from '../protocol/operations.js';

/** Promotes a version as a host who has, or has not, had it measured against `against`. */
function promote(
  versionId: string,
  verdict?: GateVerdict,
  {
    override,
    against = state.champion,
    best = state.best,
  }: { override?: boolean; against?: string; best?: string } = {},
) {
  const op: Operation = { kind: 'model.promote', versionId, ...(override === undefined ? {} : { override }) };
  return ask(op, HOST, { evidence: verdict ? { clearance: { against, best, verdict } } : {} });
}

describe('model.promote', () => {
  const line = () => {
    const { champion, championForced, previous, previousForced } = state;
    return [champion, championForced, previous, previousForced];
  };

  it('makes a version that passed the champion, and the champion so far the previous one', () => {
    expect(promote(MLP, PASSED)).toStrictEqual({
      ok: true,
      value: {
        kind: 'model.promote',
        champion: MLP,
        championForced: false,
        previous: DEFAULT_VERSION_ID,
        previousForced: false,
        best: DEFAULT_VERSION_ID,
        previousBest: DEFAULT_VERSION_ID,
        challenger: null,
        generation: 1,
        promotion: {
          versionId: MLP,
          by: HOST.id,
          at: clock,
          verdict: PASSED,
          override: false,
        },
      },
    });
    expect(line()).toEqual([MLP, false, DEFAULT_VERSION_ID, false]);
  });

  it('R6 lets no version go live that the gate has not let pass', () => {
    expect(promote(MLP, FAILED)).toMatchObject({ error: { code: 'gate_failed', details: { verdict: FAILED } } });
    expect(promote(MLP, FAILED, { override: false })).toMatchObject({ error: { code: 'gate_failed' } });
    expect(state).toMatchObject({ champion: DEFAULT_VERSION_ID, promotions: [], seq: 0 });
  });

  it('R6 takes no verdict but one against the champion of this moment, an override or not', () => {
    for (const override of [false, true]) {
      expect(promote(MLP, undefined, { override })).toMatchObject({ error: { code: 'champion_changed' } });
      expect(promote(MLP, PASSED, { override, against: OWN })).toMatchObject({ error: { code: 'champion_changed' } });
    }
    promote(OWN, PASSED);
    expect(promote(MLP, PASSED, { against: DEFAULT_VERSION_ID })).toMatchObject({
      error: { code: 'champion_changed' },
    });
  });

  it('R6 lets one that failed go live where a host says so, and records that', () => {
    promote(MLP, FAILED, { override: true });
    expect(line()).toEqual([MLP, true, DEFAULT_VERSION_ID, false]);
    expect(state.promotions).toMatchObject([{ versionId: MLP, verdict: FAILED, override: true }]);
  });

  it('R6 does not record an override of a gate that let it pass', () => {
    promote(MLP, PASSED, { override: true });
    expect(line()).toEqual([MLP, false, DEFAULT_VERSION_ID, false]);
    expect(state.promotions).toMatchObject([{ verdict: PASSED, override: false }]);
  });

  it('brings the previous version back without a gate', () => {
    promote(MLP, PASSED);
    expect(promote(DEFAULT_VERSION_ID)).toMatchObject({ ok: true });
    expect(line()).toEqual([DEFAULT_VERSION_ID, false, MLP, false]);
    expect(state.promotions.at(-1)).toMatchObject({ verdict: null, override: false });
    expect(promote(MLP, undefined, { override: true })).toMatchObject({ ok: true });
    expect(state.promotions.at(-1)).toMatchObject({ verdict: null, override: false });
    expect(line()).toEqual([MLP, false, DEFAULT_VERSION_ID, false]);
  });

  it('R6 asks the gate again for a previous version that was live by an override only', () => {
    promote(MLP, FAILED, { override: true });
    promote(DEFAULT_VERSION_ID);
    expect(line()).toEqual([DEFAULT_VERSION_ID, false, MLP, true]);
    expect(promote(MLP)).toMatchObject({ error: { code: 'champion_changed' } });
    expect(promote(MLP, FAILED)).toMatchObject({ error: { code: 'gate_failed' } });
    expect(promote(MLP, FAILED, { override: true })).toMatchObject({ ok: true });
    expect(line()).toEqual([MLP, true, DEFAULT_VERSION_ID, false]);
    promote(DEFAULT_VERSION_ID);
    // Once it passes, it is like any other.
    expect(promote(MLP, PASSED)).toMatchObject({ ok: true });
    expect(line()).toEqual([MLP, false, DEFAULT_VERSION_ID, false]);
    promote(DEFAULT_VERSION_ID);
    expect(promote(MLP)).toMatchObject({ ok: true });
  });

  it('R6 keeps it in mind that the champion was forced, when it is promoted again and when others follow', () => {
    promote(MLP, FAILED, { override: true });
    promote(MLP);
    expect(line()).toEqual([MLP, true, DEFAULT_VERSION_ID, false]);
    promote(OWN, PASSED);
    expect(line()).toEqual([OWN, false, MLP, true]);
    promote(OWN);
    expect(line()).toEqual([OWN, false, MLP, true]);
    expect(promote(MLP)).toMatchObject({ ok: false });
  });

  it('R6 spares only the last version before: one that was live earlier needs the gate', () => {
    promote(MLP, PASSED);
    promote(OWN, PASSED);
    expect(promote(DEFAULT_VERSION_ID)).toMatchObject({ error: { code: 'champion_changed' } });
  });

  it('of the champion again does not make it its own predecessor, and has all cells predicted anew', () => {
    promote(MLP, PASSED);
    expect(promote(MLP)).toMatchObject({ ok: true });
    expect(line()).toEqual([MLP, false, DEFAULT_VERSION_ID, false]);
    expect(state).toMatchObject({ generation: 2, promotions: [{}, { versionId: MLP, verdict: null }] });
  });

  it('R6 is not told as against the gate where nobody asked for that', () => {
    promote(MLP, PASSED);
    // It went live between its measurement and this: it needs no gate any more.
    expect(promote(MLP, FAILED, { against: DEFAULT_VERSION_ID })).toMatchObject({ ok: true });
    expect(state.promotions.at(-1)).toMatchObject({ verdict: FAILED, override: false });
    expect(line()).toEqual([MLP, false, DEFAULT_VERSION_ID, false]);
  });

  it('of the challenger leaves no challenger; of another one leaves it', () => {
    ask({ kind: 'model.challenge', versionId: OWN }, HOST);
    promote(MLP, PASSED);
    expect(state.challenger).toBe(OWN);
    promote(OWN, PASSED);
    expect(state).toMatchObject({ champion: OWN, previous: MLP, challenger: null, generation: 3 });
  });
});

/** What the gate says of a version with so many right answers on the test set, against so many of the best. */
const verdictOf = (candidate: number | null, champion: number | null, passed = true): GateVerdict => ({
  passed,
  checks: [{ name: 'test', passed, candidate, champion, floor: 0.987 }],
});

describe('the best of the line', () => {
  it('R6 is the champion of the highest test accuracy, and stays it when lesser ones follow', () => {
    promote(MLP, verdictOf(0.988, 0.99));
    expect(state.best).toBe(DEFAULT_VERSION_ID);
    promote(OWN, verdictOf(0.992, 0.99));
    expect(state.best).toBe(OWN);
    promote(MLP, verdictOf(0.99, 0.992));
    expect(state).toMatchObject({ champion: MLP, best: OWN });
  });

  it('R6 takes no verdict that compared with another best', () => {
    promote(OWN, verdictOf(0.992, 0.99));
    const stale = { best: DEFAULT_VERSION_ID };
    expect(promote(MLP, verdictOf(0.99, 0.99), stale)).toMatchObject({ error: { code: 'champion_changed' } });
  });

  it('R6 is what a host put live against the gate, where the two could not be compared', () => {
    promote(OWN, verdictOf(null, null, false), { override: true });
    expect(state.best).toBe(OWN);
  });

  it('R6 is what it was for who goes back from one that it could not be compared with', () => {
    promote(MLP, verdictOf(0.988, 0.99));
    promote(OWN, verdictOf(null, null, false), { override: true });
    promote(MLP);
    expect(state).toMatchObject({ champion: MLP, best: DEFAULT_VERSION_ID });
  });
});

describe('model.begin', () => {
  it('R6 begins the line anew with a shipped version: recorded, without gate and without blame', () => {
    promote(OWN, FAILED, { override: true });
    expect(ask({ kind: 'model.begin', versionId: MLP }, HOST)).toMatchObject({ ok: true });
    expect(state).toMatchObject({
      ...{ champion: MLP, championForced: false, previous: OWN, previousForced: true, best: MLP, generation: 2 },
      promotions: [{}, { versionId: MLP, by: HOST.id, at: clock, verdict: null, override: false, begins: true }],
    });
  });

  it('R6 is the way of no version but a shipped one, and of nobody but hosts', () => {
    expect(errorOf({ kind: 'model.begin', versionId: OWN }, HOST).code).toBe('invalid_payload');
    expect(errorOf({ kind: 'model.begin', versionId: MLP }).code).toBe('host_only');
    expect(state).toMatchObject({ champion: DEFAULT_VERSION_ID, promotions: [] });
  });

  it('R6 lowers no bar for who goes back: with the version before comes the line that it was in', () => {
    ask({ kind: 'model.begin', versionId: MLP }, HOST);
    promote(DEFAULT_VERSION_ID);
    expect(state).toMatchObject({ champion: DEFAULT_VERSION_ID, best: DEFAULT_VERSION_ID, previousBest: MLP });
    promote(MLP);
    expect(state).toMatchObject({ champion: MLP, best: MLP, previousBest: DEFAULT_VERSION_ID });
    promote(OWN, verdictOf(0.985, 0.98));
    promote(MLP);
    expect(state).toMatchObject({ champion: MLP, best: OWN });
  });

  it('R6 with the champion itself takes its blame, and leaves what was before', () => {
    promote(MLP, FAILED, { override: true });
    ask({ kind: 'model.begin', versionId: MLP }, HOST);
    expect(state).toMatchObject({ champion: MLP, championForced: false, previous: DEFAULT_VERSION_ID, best: MLP });
    expect(state.previousBest).toBe(DEFAULT_VERSION_ID);
  });
});

describe('model.challenge', () => {
  it('has a challenger until it is taken back', () => {
    expect(effectOf({ kind: 'model.challenge', versionId: MLP }, HOST)).toStrictEqual({
      kind: 'model.challenge',
      challenger: MLP,
      generation: 1,
    });
    expect(effectOf({ kind: 'model.challenge', versionId: null }, HOST)).toMatchObject({
      challenger: null,
      generation: 2,
    });
    expect(state).toMatchObject({ challenger: null, generation: 2 });
  });

  it('is refused for the champion', () => {
    expect(errorOf({ kind: 'model.challenge', versionId: DEFAULT_VERSION_ID }, HOST).code).toBe('already_champion');
  });
});
