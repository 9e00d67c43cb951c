import type { Person } from '@inkroom/shared';
import { describe, expect, it } from 'vitest';
import { namedApart } from './namesakes.js';
import { personOf } from './room-view.js';

const person = (id: string, name: string, colour: number): Person => ({ id, name, colour, role: 'writer' });
const by = (...people: Person[]) => Object.fromEntries(people.map((one) => [one.id, one]));

const [FIRST, SECOND, THIRD] = [person('z', 'Aki', 0), person('b', 'Aki', 4), person('a', 'aki', 4)];
const namesFor = (you: Person, people: Person[], absent: Person[] = []) => {
  const view = { you, people: by(...people), absent: by(...absent) };
  return ['z', 'b', 'a'].map((id) => personOf(view, id)?.name);
};

describe('namedApart', () => {
  it('tells people of one name apart, for everybody by the same names', () => {
    const names = ['Aki', 'Aki (3)', 'aki (2)'];
    expect(namesFor(FIRST, [FIRST, SECOND, THIRD])).toEqual(names);
    expect(namesFor(THIRD, [THIRD, SECOND], [FIRST])).toEqual(names);
    expect(namesFor(SECOND, [SECOND], [THIRD, FIRST])).toEqual(names);
  });

  it('leaves hidden names and names that only one has', () => {
    const mia = person('b', 'Mia', 1);
    expect(namesFor(FIRST, [mia])).toEqual(['Aki', 'Mia', undefined]);
    const hidden = [person('b', '', 1), person('a', '', 2)];
    expect(namesFor(FIRST, hidden)).toEqual(['Aki', '', '']);
  });

  it('has somebody be the same object while nothing about them is new', () => {
    const people = by(FIRST, SECOND);
    const before = namedApart({ you: FIRST, people, absent: {} }).get('b');
    expect(before?.name).toBe('Aki (2)');
    expect(namedApart({ you: FIRST, people, absent: by(person('x', 'Eve', 3)) }).get('b')).toBe(before);
  });
});
