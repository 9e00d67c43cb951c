import type { GivenRole, Person } from '../protocol/people.js';
import type { RoomState } from '../protocol/room.js';
import type { Run } from '../protocol/runs.js';
import type { LogEntry } from './effects.js';
import { roleOf } from './state.js';

type Given = Pick<RoomState, 'roles' | 'names' | 'namesHidden'>;

/** Whom somebody is shown to; nobody for what is kept as it is. */
type Seer = { id: string; role: GivenRole } | null;

/** Whether somebody may not see who is who: the names of pupils are hidden, and one is no host. */
export function hidesNames({ namesHidden }: Pick<RoomState, 'namesHidden'>, role: GivenRole): boolean {
  return namesHidden && role !== 'host';
}

/** Whether somebody's name is hidden from another. Everybody sees their own and those of hosts: people are told who decides. */
function isHidden(state: Given, { id, role }: Pick<Person, 'id'> & { role: GivenRole }, to: Seer): boolean {
  return to !== null && hidesNames(state, to.role) && role !== 'host' && id !== to.id;
}

/** Whether somebody came by a link for watching, and no host has made them anything else. @param person as they came */
export function onlyWatches({ roles }: Pick<RoomState, 'roles'>, { id, role }: Pick<Person, 'id' | 'role'>): boolean {
  return role === 'viewer' && !Object.hasOwn(roles, id);
}

/**
 * Somebody as the room has them by now: the role and the name that they were given are the log's to say, however long ago they came in.
 * @param to without a name, `''`, where this one may not see it: others' but hosts'
 */
export function asGiven(person: Person, state: Given, to: Seer = null): Person {
  const { [person.id]: given = person.role } = state.roles;
  const role = given === 'removed' ? person.role : given;
  const name = isHidden(state, { id: person.id, role }, to) ? '' : (state.names[person.id] ?? person.name);
  return role === person.role && name === person.name ? person : { ...person, role, name };
}

/** The same for many by their ids; they are the same object where nothing is new. */
export function allAsGiven(people: Record<string, Person>, state: Given, to: Seer): Record<string, Person> {
  const changed = Object.values(people)
    .map((person) => asGiven(person, state, to))
    .filter((person) => person !== people[person.id]);
  return changed.length === 0 ? people : { ...people, ...Object.fromEntries(changed.map((one) => [one.id, one])) };
}

/** A run as somebody may see it: who has started it is a name as well. */
export function runAsSeen(run: Run, state: Given, to: Seer): Run {
  const { id } = run.startedBy;
  return isHidden(state, { id, role: roleOf(state, id) }, to) ? { ...run, startedBy: { id, name: '' } } : run;
}

/**
 * An entry as somebody may see it: without names that are hidden from them. Once names are shown again an entry says them all (R3).
 * @param entry the same where nothing in it is hidden
 */
export function entryAsSeen(entry: LogEntry, state: Given, to: { id: string; role: GivenRole }): LogEntry {
  const { effect } = entry;
  if (effect.kind === 'person.name') {
    const { personId: id } = effect;
    return isHidden(state, { id, role: roleOf(state, id) }, to) ? { ...entry, effect: { kind: 'hidden' } } : entry;
  }
  if (effect.kind === 'room.names' && effect.names && hidesNames(state, to.role))
    return { ...entry, effect: { kind: 'room.names', hidden: effect.hidden } };
  return entry;
}
