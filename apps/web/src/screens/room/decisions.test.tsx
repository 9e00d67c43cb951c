// @vitest-environment jsdom

import { type Effect, type Framing, LINK_RIGHTS, type Role } from '@inkroom/shared';
import { act } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { LOCALES } from '../../core/i18n/locales';
import { person, room } from '../../testing/fixtures';
import { clearStage, stage, texts } from '../../testing/stage';
import { Decisions } from './decisions';

const SATO = person('host', 'Sato');
const BEN = person('writer', 'Ben');

afterEach(clearStage);

describe.each(LOCALES)('what a host has decided, in %s', (locale) => {
  const t = texts(locale);

  /** What somebody is told of a decision. */
  function told(effect: Effect, by = SATO.id, role: Role = 'writer'): string[] {
    const people = { [SATO.id]: SATO, [BEN.id]: BEN };
    const { client } = stage(<Decisions />, { you: person(role), people, state: room() }, locale);
    act(() => client.view.setState({ decided: [{ seq: 1, opId: 'op', by, at: 0, effect }] }));
    const shown = [...document.querySelectorAll('[data-testid="toast"]')].map((toast) => toast.textContent ?? '');
    clearStage();
    return shown;
  }
  const says = (sentence: string) => [expect.stringContaining(sentence)];

  it('is told once to all, with who it was', () => {
    const framing = (of: Framing): Effect => ({ kind: 'room.framing', framing: of, generation: 1 });
    const by = { name: 'Sato' };
    const cases: [Effect, string][] = [
      [{ kind: 'room.pause', paused: false }, t('shell.told.goesOn', by)],
      [{ kind: 'room.names', hidden: true }, t('shell.told.namesHidden', by)],
      [{ kind: 'room.names', hidden: false }, t('shell.told.namesShown', by)],
      [{ kind: 'room.apart', apart: true }, t('shell.told.apart', by)],
      [{ kind: 'room.apart', apart: false }, t('shell.told.revealed', by)],
      [{ kind: 'room.lock', locked: true }, t('shell.told.locked', by)],
      [{ kind: 'room.lock', locked: false }, t('shell.told.unlocked', by)],
      ...LINK_RIGHTS.map((right): [Effect, string] => [
        { kind: 'link.renew', right, renewal: { by: SATO.id, at: 0 } },
        t(`shell.told.renewed.${right}`, by),
      ]),
      [{ kind: 'code.renew', renewal: { by: SATO.id, at: 0 } }, t('shell.told.renewed.code', by)],
      [framing('as-drawn'), t('shell.told.framing.asDrawn', by)],
      [framing('centred'), t('shell.told.framing.centred', by)],
      [framing('mnist'), t('shell.told.framing.mnist', by)],
      [{ kind: 'room.title', title: 'Class 3b' }, t('shell.told.title', { ...by, title: 'Class 3b' })],
      [{ kind: 'room.title', title: '' }, t('shell.told.untitled', by)],
    ];
    for (const [effect, sentence] of cases) {
      expect(told(effect), sentence).toEqual(says(sentence));
      expect(told(effect, person('writer').id, 'host'), sentence).toEqual([]);
    }
  });

  it('is told of a pause in its notice, and other hosts, whose pens go on, by a sentence', () => {
    const pause: Effect = { kind: 'room.pause', paused: true };
    expect(told(pause)).toEqual([]);
    expect(told(pause, SATO.id, 'host')).toEqual(says(t('shell.told.paused', { name: 'Sato' })));
  });

  it('is told once to whom it concerns, by name', () => {
    const give = (personId: string, role: 'host' | 'viewer' | 'writer' | 'removed') =>
      ({ kind: 'person.role', personId, role }) as const;
    const ann = person('writer').id;
    expect(told(give(ann, 'host'))).toEqual(says(t('shell.told.youHost', { name: 'Sato' })));
    expect(told(give(ann, 'viewer'))).toEqual(says(t('shell.told.youWatch', { name: 'Sato' })));
    expect(told(give(ann, 'writer'))).toEqual(says(t('shell.told.youWrite', { name: 'Sato' })));
    expect(told(give(BEN.id, 'host'))).toEqual(says(t('shell.told.newHost', { whom: 'Ben' })));
    const mia = (personId: string) => ({ kind: 'person.name', personId, name: 'Mia' }) as const;
    expect(told(mia(ann))).toEqual(says(t('shell.told.renamed', { name: 'Sato', whom: 'Mia' })));
    expect([...told(mia(BEN.id)), ...told(mia(ann), ann)]).toEqual([]);
    // A removal is no spectacle: other hosts alone are told.
    expect(told(give(BEN.id, 'removed'))).toEqual([]);
    const removed = t('shell.told.removed', { name: 'Sato', whom: 'Ben' });
    expect(told(give(BEN.id, 'removed'), SATO.id, 'host')).toEqual(says(removed));
    // Who comes with the host key has decided nothing, and whoever decides sees it.
    expect(told(give(SATO.id, 'host'))).toEqual([]);
    expect(told(give(BEN.id, 'host'), ann, 'host')).toEqual([]);
  });
});
