import type { Person } from '@inkroom/shared';
import type { RoomView } from './room-view.js';

type Known = Pick<RoomView, 'you' | 'people' | 'absent'>;

const kept = new WeakMap<Known['people'], Pick<Known, 'you' | 'absent'> & { named: ReadonlyMap<string, Person> }>();

/**
 * Those who are known here, by id, each by a name of their own: of two called Aki the second is "Aki (2)". Who is the first says their
 * mark and then their id, so that all agree. Somebody is the same object for as long as nothing about them is new.
 */
export function namedApart({ you, people, absent }: Known): ReadonlyMap<string, Person> {
  const before = kept.get(people);
  if (before?.you === you && before.absent === absent) return before.named;
  const named = new Map<string, Person>();
  for (const person of [...Object.values(absent), ...Object.values(people), ...(you ? [you] : [])])
    named.set(person.id, person);
  const called = new Map<string, number>();
  for (const person of [...named.values()].sort((a, b) => a.colour - b.colour || (a.id < b.id ? -1 : 1))) {
    const key = person.name.normalize('NFKC').toLowerCase();
    const count = (called.get(key) ?? 0) + 1;
    called.set(key, count);
    // Hidden names are all alike.
    if (count === 1 || key === '') continue;
    const known = before?.named.get(person.id);
    const name = `${person.name} (${count})`;
    named.set(person.id, known && isSame(known, { ...person, name }) ? known : { ...person, name });
  }
  kept.set(people, { you, absent, named });
  return named;
}

function isSame(a: Person, b: Person): boolean {
  return a.name === b.name && a.colour === b.colour && a.role === b.role;
}
