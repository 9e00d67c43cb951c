// @vitest-environment jsdom

import type { RoomView } from '@inkroom/client';
import { type Operation, ok, type Role } from '@inkroom/shared';
import { act, fireEvent } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LOCALES, type Locale } from '../core/i18n/locales';
import { person, room } from '../testing/fixtures';
import { clearStage, control, controls, stage, texts } from '../testing/stage';
import { People } from './people';

const ANN = person('host');
const BEN = person('writer', 'Ben');
const EVE = person('writer', 'Eve');

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
  afterEach(clearStage);

  it('R9 offers nothing about others to who is no host', () => {
    for (const role of ['writer', 'viewer'] as const) {
      opened(role, { state: room({ roles: { [EVE.id]: 'removed' } }) }, locale);
      expect(document.querySelectorAll('[data-testid="person"]')).toHaveLength(2);
      expect(controls()).not.toContain('removed-list');
      expect(document.querySelector('[role="switch"]')).toBeNull();
      clearStage();
    }
    opened('viewer', {}, locale);
    expect(controls()).not.toContain('person-more');
    clearStage();
    opened('writer', {}, locale);
    expect(document.querySelectorAll('[data-testid="person-more"]')).toHaveLength(1);
    openMenu();
    expect(controls().filter((id) => /^(give|remove)-/.test(id))).toEqual([]);
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
    for (const hint of ['lockHint', 'pauseHint', 'hideNamesHint', 'apartHint'] as const)
      expect(document.body.textContent).toContain(t(`shell.people.${hint}`));
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

  it('lets a viewer by a host’s word write again, and not who came to watch', () => {
    const watching = { ...BEN, role: 'viewer' } as const;
    opened('host', { people: { [BEN.id]: watching }, state: room({ roles: { [BEN.id]: 'viewer' } }) }, locale);
    openMenu();
    expect(control('give-writer').textContent).toBe(t('shell.people.letWrite'));
    clearStage();
    opened('host', { people: { [BEN.id]: watching } }, locale);
    openMenu();
    expect(controls()).not.toContain('give-writer');
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
    const { client } = opened('host', { absent: { [EVE.id]: EVE }, state: room({ roles: { [EVE.id]: 'removed' } }) });
    expect(control('removed-list').textContent).toContain('Eve');
    fireEvent.click(control('let-back-in'));
    expect(client.submit).toHaveBeenCalledWith({ kind: 'person.role', personId: EVE.id, role: 'writer' });
  });
});
