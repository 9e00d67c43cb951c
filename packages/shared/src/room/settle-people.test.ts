import { beforeEach, describe, expect, it } from 'vitest';
import {
  ANN,
  add,
  ask,
  BOB,
  clear,
  clock,
  codeOf,
  decide,
  EVERY_KIND,
  effectOf,
  errorOf,
  give,
  HOST,
  labelCell,
  oneOfEach,
  remove,
  rename,
  setRoles,
  state,
  strokesIn,
  VERA,
  WITH_KEY,
} from '../../../../tests/support/law.ts';
import { LINK_RIGHTS } from '../protocol/constants.js';
import { isRetryable } from '../protocol/errors.js';
import type { LinkRight } from '../protocol/links.js';
import type { Run } from '../protocol/runs.js';
import { whyNotLetIn } from './door.js';
import type { LogEntry } from './effects.js';
import { allAsGiven, asGiven, entryAsSeen, runAsSeen } from './given-people.js';
import { applyEffect } from './state.js';

describe('person.role', () => {
  it('is a host’s to give, and counts from then on', () => {
    ask(add(0, 'stroke-a'));
    expect(effectOf(give(ANN.id, 'viewer'), HOST)).toStrictEqual({
      kind: 'person.role',
      personId: ANN.id,
      role: 'viewer',
    });
    expect(codeOf(add(1))).toBe('viewer_read_only');
    ask(give(ANN.id, 'host'), HOST);
    expect(codeOf(give(BOB.id, 'viewer'), ANN)).toBe('ok');
    ask(give(ANN.id, 'writer'), HOST);
    expect(codeOf(give(BOB.id, 'writer'), ANN)).toBe('host_only');
    // Nobody's ink went.
    expect(strokesIn(0)).toHaveLength(1);
  });

  it('leaves a room its last host: who gives the role up has made somebody else one before', () => {
    for (const role of ['writer', 'viewer', 'removed'] as const)
      expect(errorOf(give(HOST.id, role), HOST).code).toBe('last_host');
    expect(codeOf(give(HOST.id, 'host'), HOST)).toBe('ok');
    ask(give(ANN.id, 'host'), HOST);
    expect(codeOf(give(HOST.id, 'writer'), HOST)).toBe('ok');
    expect(errorOf(give(ANN.id, 'removed'), ANN).code).toBe('last_host');
    expect(state.roles[HOST.id]).toBe('writer');
  });

  it('R7 grows no state without end: no more people have roles than a room remembers', () => {
    const limits = { roomPeopleKnownMax: 3 };
    expect(codeOf(give(ANN.id, 'viewer'), HOST, { limits })).toBe('ok');
    expect(codeOf(give('somebody', 'viewer'), HOST, { limits })).toBe('too_many_roles');
    expect(codeOf(give(ANN.id, 'writer'), HOST, { limits })).toBe('ok');
    expect(codeOf({ kind: 'host.claim' }, BOB, { ...WITH_KEY, limits })).toBe('ok');
  });
});

describe('person.name', () => {
  it('R9 is everybody’s to change of themselves, and a host’s of anybody', () => {
    expect(effectOf(rename(ANN.id, 'Annie'), ANN)).toStrictEqual({
      kind: 'person.name',
      personId: ANN.id,
      name: 'Annie',
    });
    expect(errorOf(rename(BOB.id, 'Silly'), ANN)).toMatchObject({ code: 'host_only' });
    expect(codeOf(rename(BOB.id, 'Robert'), HOST)).toBe('ok');
    expect(state.names).toEqual({ [ANN.id]: 'Annie', [BOB.id]: 'Robert' });
    const [ann, bob] = [ANN, BOB].map(({ id, name }) => ({ id, name, colour: 0, role: 'writer' as const }));
    expect(asGiven(ann!, state).name).toBe('Annie');
    expect(allAsGiven({ [BOB.id]: bob! }, state, null)[BOB.id]).toMatchObject({ name: 'Robert', colour: 0 });
    ask(rename(BOB.id, 'Bob'), BOB);
    expect(asGiven(bob!, state)).toBe(bob);
  });

  it('R9 is the one thing that a viewer and a watching connection may do: of themselves, and of nobody else', () => {
    for (const who of [VERA, { ...ANN, watches: true }]) {
      expect(codeOf(rename(who.id, 'Own name'), who)).toBe('ok');
      expect(state.names[who.id]).toBe('Own name');
      expect(errorOf(rename(BOB.id, 'Silly'), who).code).toBe('viewer_read_only');
    }
    expect(errorOf(rename(BOB.id, 'Silly'), { ...HOST, watches: true }).code).toBe('viewer_read_only');
    // Also while pens rest: it is no ink.
    ask({ kind: 'room.pause', paused: true }, HOST);
    expect(codeOf(rename(VERA.id, 'Vera'), VERA)).toBe('ok');
  });

  it('R7 leaves names to those who write: viewers take half of them at most', () => {
    for (let nth = 0; nth < 500; nth++) ask(rename(`viewer-${nth}`, 'Viewer'), HOST);
    expect(codeOf(rename(VERA.id, 'Vera'), VERA)).toBe('too_many_names');
    expect(codeOf(rename(ANN.id, 'Annie'), ANN)).toBe('ok');
  });

  it('R7 grows no state without end: hosts alone name more people than a thousand', () => {
    for (let nth = 0; nth < 1000; nth++) ask(rename(`pupil-${nth}`, 'Pupil'), HOST);
    expect(codeOf(rename(ANN.id, 'Annie'))).toBe('too_many_names');
    expect(codeOf(rename('pupil-1', 'Mia'), { ...ANN, id: 'pupil-1' })).toBe('ok');
    const limits = { roomPeopleKnownMax: 1000 };
    expect(codeOf(rename(ANN.id, 'Annie'), HOST, { limits })).toBe('too_many_names');
    expect(codeOf(rename(ANN.id, 'Annie'), HOST)).toBe('ok');
    expect(codeOf(rename(ANN.id, 'Anna'))).toBe('ok');
  });
});

describe('R9 somebody who was removed', () => {
  beforeEach(() => {
    ask(add(0, 'stroke-a'));
    setRoles({ ...state.roles, [ANN.id]: 'removed' });
  });

  it.each(EVERY_KIND.filter((kind) => kind !== 'host.claim'))('does not get %s', (kind) => {
    for (const who of [ANN, { ...ANN, watches: true }]) {
      expect(errorOf(oneOfEach()[kind], who, WITH_KEY).code).toBe('person_removed');
      expect(decide(oneOfEach()[kind], who, WITH_KEY, null).ok).toBe(false);
    }
  });

  it('is let in no more, and again once a host says so; with the host key always', () => {
    expect(whyNotLetIn(state, { id: ANN.id, holdsHostKey: false, isNew: false })).toBe('person_removed');
    expect(whyNotLetIn(state, { id: BOB.id, holdsHostKey: false, isNew: false })).toBeNull();
    expect(whyNotLetIn(state, { id: ANN.id, holdsHostKey: true, isNew: false })).toBeNull();
    expect(codeOf({ kind: 'host.claim' }, ANN)).toBe('wrong_key');
    expect(codeOf({ kind: 'host.claim' }, ANN, WITH_KEY)).toBe('ok');
    setRoles({ ...state.roles, [ANN.id]: 'removed' });
    ask(give(ANN.id, 'writer'), HOST);
    expect(whyNotLetIn(state, { id: ANN.id, holdsHostKey: false, isNew: false })).toBeNull();
    expect(codeOf(add(1))).toBe('ok');
  });
});

describe('link.renew and code.renew', () => {
  const renew = (right: LinkRight) => ({ kind: 'link.renew', right }) as const;

  it('R9 are a host’s, and everybody sees who did it and when, but no key', () => {
    for (const right of LINK_RIGHTS) expect(codeOf(renew(right), ANN, WITH_KEY)).toBe('host_only');
    expect(codeOf({ kind: 'code.renew' }, ANN)).toBe('host_only');
    const effect = effectOf(renew('watch'), HOST, WITH_KEY);
    const watch = { by: HOST.id, at: clock };
    expect(effect).toStrictEqual({ kind: 'link.renew', right: 'watch', renewal: watch });
    ask({ kind: 'code.renew' }, HOST);
    expect(state.renewals).toEqual({ watch, code: { by: HOST.id, at: clock } });
    ask(renew('watch'), HOST, WITH_KEY);
    expect(state.renewals.watch).toEqual({ by: HOST.id, at: clock });
  });

  it('R9 a link is renewed where a gateway has made a key for it, and not by a host’s word alone', () => {
    expect(codeOf(renew('host'), HOST)).toBe('invalid_payload');
    expect(state.renewals).toEqual({});
  });
});

describe('room.lock', () => {
  it('keeps newcomers out until it is opened, and nobody who was there, nor a host with their key', () => {
    const newcomer = { id: 'late-000', holdsHostKey: false, isNew: true };
    expect(whyNotLetIn(state, newcomer)).toBeNull();
    expect(effectOf({ kind: 'room.lock', locked: true }, HOST)).toStrictEqual({ kind: 'room.lock', locked: true });
    expect(whyNotLetIn(state, newcomer)).toBe('room_locked');
    expect(whyNotLetIn(state, { ...newcomer, holdsHostKey: true })).toBeNull();
    expect(whyNotLetIn(state, { id: ANN.id, holdsHostKey: false, isNew: false })).toBeNull();
    expect(codeOf(add(0))).toBe('ok');
    ask({ kind: 'room.lock', locked: false }, HOST);
    expect(whyNotLetIn(state, newcomer)).toBeNull();
  });
});

describe('room.pause', () => {
  const writing = () => [add(1), remove(0, 'ann-0000/stroke-a'), clear(0), labelCell(0, 7)];

  it('has all pens but those of hosts rest, until they go on', () => {
    ask(add(0, 'stroke-a'));
    expect(effectOf({ kind: 'room.pause', paused: true }, HOST)).toStrictEqual({ kind: 'room.pause', paused: true });
    for (const op of writing()) expect(errorOf(op)).toMatchObject({ code: 'room_paused' });
    expect(isRetryable('room_paused')).toBe(true);
    // What is not writing goes on, and a viewer hears what they always hear.
    expect(codeOf(rename(ANN.id, 'Annie'))).toBe('ok');
    expect(codeOf(add(1), VERA)).toBe('viewer_read_only');
    for (const op of [add(2), labelCell(0, 3), clear(0)]) expect(codeOf(op, HOST)).toBe('ok');
    ask({ kind: 'room.pause', paused: false }, HOST);
    expect(codeOf(add(1))).toBe('ok');
  });

  it('R1 takes nothing off an app’s own screen: what is refused now is sent afterwards', () => {
    ask(add(0, 'stroke-a'));
    ask({ kind: 'room.pause', paused: true }, HOST);
    for (const op of writing()) expect(decide(op, ANN, {}, null).ok).toBe(true);
  });
});

describe('room.names', () => {
  const [ann, bob, host] = [ANN, BOB, HOST].map(({ id, name }) => ({ id, name, colour: 3, role: 'writer' as const }));

  it('hides from all but hosts who is who, but for themselves and for hosts, and shows it again', () => {
    ask(rename(BOB.id, 'Robert'), HOST);
    expect(effectOf({ kind: 'room.names', hidden: true }, HOST)).toStrictEqual({ kind: 'room.names', hidden: true });
    const seen = (to: { id: string; role: 'host' | 'writer' }) =>
      [ann!, bob!, host!].map((person) => asGiven(person, state, to).name);
    expect(seen({ id: ANN.id, role: 'writer' })).toEqual(['Ann', '', 'Host']);
    expect(seen({ id: HOST.id, role: 'host' })).toEqual(['Ann', 'Robert', 'Host']);
    expect(asGiven(bob!, state, { id: ANN.id, role: 'writer' }).colour).toBe(3);
    ask({ kind: 'room.names', hidden: false }, HOST);
    expect(seen({ id: ANN.id, role: 'writer' })).toEqual(['Ann', 'Robert', 'Host']);
  });

  it('R9 hides from others whom an entry names and who has started a run, but not hosts, nor oneself', () => {
    const [toAnn, toHost] = [{ id: ANN.id, role: 'writer' } as const, { id: HOST.id, role: 'host' } as const];
    const named = (personId: string): LogEntry => {
      return { seq: 1, opId: 'names', by: HOST.id, at: 1, effect: { kind: 'person.name', personId, name: 'Mia' } };
    };
    const shown: LogEntry = {
      ...named(BOB.id),
      effect: { kind: 'room.names', hidden: false, names: { [BOB.id]: 'Mia' } },
    };
    const run = (id: string) => ({ startedBy: { id, name: 'Mia' } }) as Run;
    expect(entryAsSeen(named(BOB.id), state, toAnn)).toEqual(named(BOB.id));
    ask({ kind: 'room.names', hidden: true }, HOST);
    expect(entryAsSeen(named(BOB.id), state, toAnn).effect).toEqual({ kind: 'hidden' });
    // Names were shown for a while before.
    expect(entryAsSeen(shown, state, toAnn).effect).toEqual({ kind: 'room.names', hidden: false });
    for (const id of [ANN.id, HOST.id]) {
      expect(entryAsSeen(named(id), state, toAnn)).toEqual(named(id));
      expect(runAsSeen(run(id), state, toAnn)).toEqual(run(id));
    }
    expect(runAsSeen(run(BOB.id), state, toAnn).startedBy).toEqual({ id: BOB.id, name: '' });
    expect(runAsSeen(run(BOB.id), state, toHost)).toEqual(run(BOB.id));
    expect(entryAsSeen(shown, state, toHost)).toBe(shown);
  });

  it('R3 tells everybody all names when they are shown again: some have heard none of them', () => {
    ask(rename(BOB.id, 'Robert'), HOST);
    ask({ kind: 'room.names', hidden: true }, HOST);
    const heardNone = { ...state, names: {} };
    const shown = decide({ kind: 'room.names', hidden: false }, HOST);
    if (!shown.ok) throw new Error(shown.error.code);
    expect(applyEffect(heardNone, shown.value)).toEqual(applyEffect(state, shown.value));
    expect(applyEffect(heardNone, shown.value).names).toEqual({ [BOB.id]: 'Robert' });
  });
});
