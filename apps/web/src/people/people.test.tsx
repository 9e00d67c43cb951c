// @vitest-environment jsdom

import { RoomClient, type RoomView } from '@inkroom/client';
import { type Operation, ok, type Role } from '@inkroom/shared';
import { act, fireEvent } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LOCALES, type Locale } from '../core/i18n/locales';
import { pageUi } from '../page/page-store';
import { labelled, person, room, withInk } from '../testing/fixtures';
import { clearStage, control, controls, stage, texts } from '../testing/stage';
import { FollowBanner } from './follow-banner';
import { People } from './people';

const ANN = person('host');
const BEN = person('writer', 'Ben');
const EVE = person('writer', 'Eve');
const IDA = person('writer', 'Ida');
const rows = () => [...document.querySelectorAll<HTMLElement>('[data-testid="person"]')];

function opened(role: Role, more: Partial<RoomView> = {}, locale?: Locale) {
  const you = { ...ANN, role };
  const shown = stage(<People />, { you, people: { [BEN.id]: BEN }, state: room(), ...more }, locale);
  fireEvent.click(control('people-open'));
  return shown;
}

/** Opens the menu of the last in the list. */
function openMenu(): void {
  fireEvent.click([...document.querySelectorAll('[data-testid="person-more"]')].at(-1)!);
}

describe.each(LOCALES)('the list of people, in %s', (locale) => {
  const t = texts(locale);
  beforeEach(() => void vi.spyOn(RoomClient.prototype, 'hasPage').mockReturnValue(true));
  afterEach(() => {
    vi.restoreAllMocks();
    clearStage();
  });

  it('R9 offers nothing about others to who is no host', () => {
    for (const role of ['writer', 'viewer'] as const) {
      opened(role, { state: room({ roles: { [EVE.id]: 'removed' } }) }, locale);
      expect(document.querySelectorAll('[data-testid="person"]')).toHaveLength(2);
      expect(document.body.textContent).not.toContain(t('shell.people.removed'));
      expect(document.querySelectorAll('[role="switch"]')).toHaveLength(1);
      clearStage();
    }
    for (const role of ['writer', 'viewer'] as const) {
      opened(role, {}, locale);
      expect(document.querySelectorAll('[data-testid="person-more"]')).toHaveLength(1);
      openMenu();
      expect(controls()).toContain('rename-person');
      expect(controls().filter((id) => /^(give|remove)-/.test(id))).toEqual([]);
      clearStage();
    }
  });

  it('lets everybody change their own name, and a host anybody’s, to one that can be seen', () => {
    for (const [role, id] of [
      ['writer', ANN.id],
      ['host', BEN.id],
    ] as const) {
      const { client, asked } = opened(role, {}, locale);
      openMenu();
      fireEvent.click(control('rename-person'));
      fireEvent.change(control('rename-person-field'), { target: { value: ' \u200b ' } });
      fireEvent.click(control('rename-person-save'));
      expect(control('rename-person-form').textContent).toContain(t('shell.join.nameFault.invisible'));
      expect(asked).toEqual([]);
      fireEvent.change(control('rename-person-field'), { target: { value: '  Mia ' } });
      fireEvent.click(control('rename-person-save'));
      expect(client.submit).toHaveBeenCalledExactlyOnceWith({ kind: 'person.name', personId: id, name: 'Mia' });
      clearStage();
    }
  });

  it('has a host decide for the class by switches that say what they do', () => {
    const decides: [string, Operation][] = [
      ['lock-room', { kind: 'room.lock', locked: true }],
      ['pause-room', { kind: 'room.pause', paused: true }],
      ['hide-names', { kind: 'room.names', hidden: true }],
      ['work-apart', { kind: 'room.apart', apart: true }],
    ];
    const { client } = opened('host', {}, locale);
    for (const [id, op] of decides) {
      fireEvent.click(control(id));
      expect(client.submit).toHaveBeenLastCalledWith(op);
    }
    clearStage();
    opened('host', { state: room({ locked: true, paused: true, namesHidden: true, apart: true }) }, locale);
    for (const [id] of decides) expect(control(id).getAttribute('aria-checked')).toBe('true');
    for (const [id] of decides) {
      fireEvent.pointerEnter(control(id));
      const hint = document.getElementById(control(id).getAttribute('aria-describedby')!)!;
      expect(document.querySelectorAll('[data-shown]')).toHaveLength(1);
      expect(document.querySelector('[data-shown]')).toBe(hint);
    }
  });

  it('calls people whose names are hidden by a neutral word', () => {
    opened('writer', { people: { [BEN.id]: { ...BEN, name: '' } }, state: room({ namesHidden: true }) }, locale);
    expect(control('people-list').textContent).toContain(t('shell.people.someone'));
    expect(control('people-list').textContent).toContain('Ann');
  });

  it('lets a host make another one, or have somebody only watch', () => {
    for (const role of ['host', 'viewer'] as const) {
      const { client } = opened('host', {}, locale);
      openMenu();
      fireEvent.click(control(`give-${role}`));
      expect(client.submit).toHaveBeenCalledExactlyOnceWith({ kind: 'person.role', personId: BEN.id, role });
      expect(controls()).not.toContain('person-menu');
      clearStage();
    }
  });

  it.each([
    ['a viewer by a host’s word', { [BEN.id]: 'viewer' }],
    ['who came to watch', {}],
  ] as const)('lets %s write', (_who, roles) => {
    const people = { [BEN.id]: { ...BEN, role: 'viewer' as const } };
    const { client } = opened('host', { people, state: room({ roles }) }, locale);
    openMenu();
    expect(control('give-writer').textContent).toBe(t('shell.people.letWrite'));
    fireEvent.click(control('give-writer'));
    expect(client.submit).toHaveBeenCalledExactlyOnceWith({ kind: 'person.role', personId: BEN.id, role: 'writer' });
  });

  it('removes somebody only after a question that says what follows', () => {
    const { client, asked } = opened('host', {}, locale);
    openMenu();
    fireEvent.click(control('remove-person'));
    expect(control('remove-question').textContent).toContain(t('shell.people.removeText'));
    expect(asked).toEqual([]);
    fireEvent.click(control('remove-confirm'));
    expect(client.submit).toHaveBeenCalledExactlyOnceWith({
      kind: 'person.role',
      personId: BEN.id,
      role: 'removed',
    });
  });

  it('removes somebody and makes a new link for writing, in this order', async () => {
    const { client, asked } = opened('host', {}, locale);
    vi.spyOn(client, 'settled').mockResolvedValue(ok({ seq: 1 }));
    vi.spyOn(client, 'renewLink').mockImplementation(async (right) => {
      asked.push(`renew ${right}`);
      return ok('key');
    });
    openMenu();
    fireEvent.click(control('remove-person'));
    fireEvent.click(control('remove-and-renew'));
    await act(async () => {});
    expect(asked).toEqual(['person.role', 'renew write']);
    expect(control('toast').textContent).toContain(t('shell.share.renewed'));
  });

  it('shows a host whom they removed, and the way back', () => {
    const removed = { absent: { [EVE.id]: EVE }, state: room({ roles: { [EVE.id]: 'removed' } }) } as const;
    const { client } = opened('host', removed, locale);
    expect(rows().at(-1)!.textContent).toContain(`Eve${t('shell.people.removed')}`);
    openMenu();
    expect(control('give-writer').textContent).toBe(t('shell.people.letBackIn'));
    fireEvent.click(control('give-writer'));
    expect(client.submit).toHaveBeenCalledExactlyOnceWith({ kind: 'person.role', personId: EVE.id, role: 'writer' });
  });

  it('names who has left for as long as their ink is there; to pupils whoever was removed is one of them', () => {
    const state = withInk(room({ roles: { [EVE.id]: 'removed' } }), 0, EVE.id);
    const absent = { [EVE.id]: EVE, [IDA.id]: IDA };
    opened('writer', { absent, state }, locale);
    expect(rows()).toHaveLength(3);
    expect(rows().at(-1)!.textContent).toContain(`Eve${t('shell.people.gone')}`);
    fireEvent.click(rows().at(-1)!.querySelector('[data-testid="light-person"]')!);
    expect(pageUi.getState().litPerson).toBe(EVE.id);
    expect(document.querySelectorAll('[data-testid="follow-person"]')).toHaveLength(1);
  });

  it('R9 has a host alone clear what one person wrote on the shown page, also of who has left', () => {
    const state = withInk(withInk(room(), 0, BEN.id), 1, EVE.id);
    for (const [absent, id] of [
      [{}, BEN.id],
      [{ [EVE.id]: EVE }, EVE.id],
    ] as const) {
      const { client, asked } = opened('host', { absent, state }, locale);
      openMenu();
      expect(control('clear-person').textContent).toBe(t('shell.people.clearInk', { page: 1 }));
      fireEvent.click(control('clear-person'));
      expect(asked).toEqual(['ink.clear']);
      expect(client.clear).toHaveBeenCalledExactlyOnceWith({ personId: id });
      clearStage();
    }
    opened('host', { state: room() }, locale);
    openMenu();
    expect(controls()).not.toContain('clear-person');
    clearStage();
    opened('writer', { state: withInk(state, 2, ANN.id) }, locale);
    openMenu();
    expect(controls()).not.toContain('clear-person');
  });

  it('lets everybody have names on all cells, for themselves', () => {
    const { asked } = opened('viewer', {}, locale);
    fireEvent.click(control('names-on-cells'));
    expect(pageUi.getState().names).toBe(true);
    expect(asked).toEqual([]);
  });

  it('lights up what somebody wrote, and puts it out again', () => {
    opened('writer', {}, locale);
    const light = () => rows()[1]!.querySelector<HTMLElement>('[data-testid="light-person"]')!;
    fireEvent.click(light());
    expect(pageUi.getState().litPerson).toBe(BEN.id);
    expect(light().getAttribute('aria-pressed')).toBe('true');
    fireEvent.click(light());
    expect(pageUi.getState().litPerson).toBeNull();
  });

  it('says who is idle or away, and nothing of who is at it', () => {
    const attention = { [BEN.id]: 'idle', [EVE.id]: 'away' } as const;
    opened('writer', { people: { [BEN.id]: BEN, [EVE.id]: EVE }, attention }, locale);
    const [you, ben, eve] = rows();
    expect(ben!.textContent).toContain(t('shell.people.idle'));
    expect(eve!.textContent).toContain(t('shell.people.away'));
    for (const word of ['idle', 'away'] as const) expect(you!.textContent).not.toContain(t(`shell.people.${word}`));
  });

  it('keeps the focus in its menu, and gives it back to where that was opened: keys are not for the page', () => {
    opened('host', {}, locale);
    openMenu();
    const focused = () => document.activeElement as HTMLElement;
    fireEvent.click(control('remove-person'));
    expect(control('remove-question').contains(focused())).toBe(true);
    fireEvent.click(control('remove-confirm'));
    expect(focused().dataset.testid).toBe('person-more');
  });

  it('counts in names as people do', () => {
    const [two, ten] = ['Pupil 2', 'Pupil 10'].map((name) => person('writer', name));
    opened('writer', { people: { [ten!.id]: ten!, [two!.id]: two! } }, locale);
    expect(rows().map((row) => /Ann|Pupil \d+/.exec(row.textContent)![0])).toEqual(['Ann', 'Pupil 2', 'Pupil 10']);
  });

  it('says how much each has written, in the order that one asks for, and to hosts who has not begun', () => {
    const state = labelled(withInk(withInk(room(), 0, EVE.id), 1, EVE.id), 0, 3, BEN.id);
    const people = { [BEN.id]: BEN, [EVE.id]: EVE, [IDA.id]: IDA };
    opened('host', { people, state }, locale);
    const names = () =>
      rows().map((row) => /Ann|Ben|Eve|Ida/.exec(row.querySelector('[data-testid="light-person"]')!.textContent)![0]);
    expect(names()).toEqual(['Ann', 'Ben', 'Eve', 'Ida']);
    fireEvent.click(control('order-written').querySelector('input')!);
    expect(names().slice(0, 2)).toEqual(['Eve', 'Ben']);
    expect(rows()[0]!.textContent).toContain(t('shell.people.cells', { count: 2 }));
    expect(rows()[1]!.textContent).toContain(t('shell.people.corrections', { count: 1 }));
    expect(control('without-work').textContent).toBe(t('shell.people.withoutWork', { count: 1 }));
    clearStage();
    // They may have written on a page that is not known here.
    vi.spyOn(RoomClient.prototype, 'hasPage').mockReturnValue(false);
    opened('host', { people, state }, locale);
    expect(controls()).not.toContain('without-work');
    expect(rows()[3]!.textContent).toContain(t('shell.people.here', { count: 0 }));
  });

  it('shows nobody but hosts what others have written while people work apart', () => {
    const state = withInk(room({ apart: true }), 0, ANN.id);
    opened('writer', { state }, locale);
    expect(rows().map((row) => row.querySelector('[data-testid="person-work"]') !== null)).toEqual([true, false]);
    expect(controls()).not.toContain('follow-person');
    expect(controls()).not.toContain('without-work');
    clearStage();
    opened('host', { state }, locale);
    expect(document.querySelectorAll('[data-testid="person-work"]')).toHaveLength(2);
  });

  it('tells people of one colour apart, and renames each by their name without its number', () => {
    const other = { ...person('writer', 'Zoe'), name: 'Ben (2)', colour: 24 };
    opened('host', { people: { [BEN.id]: BEN, [other.id]: other } }, locale);
    expect(rows().map((row) => row.textContent.includes('Ben (2)'))).toEqual([false, false, true]);
    const patterns = rows().map((row) => row.querySelector<HTMLElement>('[data-pattern]')!.dataset.pattern);
    expect(patterns).toEqual(['plain', 'plain', 'dashes']);
    fireEvent.click([...document.querySelectorAll('[data-testid="person-more"]')].at(-1)!);
    fireEvent.click(control('rename-person'));
    expect((control('rename-person-field') as HTMLInputElement).value).toBe('Ben');
  });

  it('has the view follow somebody until one goes one’s own way', () => {
    const { show } = opened('writer', {}, locale);
    fireEvent.click(control('follow-person'));
    show(<FollowBanner />);
    expect(control('following').textContent).toContain(t('shell.people.following', { name: 'Ben' }));
    fireEvent.keyDown(document.body, { key: 'Escape' });
    expect(controls()).not.toContain('following');
  });
});
